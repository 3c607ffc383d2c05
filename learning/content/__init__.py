"""The shipped course: files in, checked course out, rows of the database, and files again."""
