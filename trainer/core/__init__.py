"""The rules of the trainer: functions of their arguments, without database, web or clock."""
