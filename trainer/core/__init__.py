"""The rules: functions of their arguments, without database, web or clock."""
