"""Turn an exam paper with its answer key into a daily trainer."""
