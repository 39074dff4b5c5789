"""One module for each table or so: the functions that read and write its rows."""
