"""Read and write the tables, one module for each table or group of related tables."""
