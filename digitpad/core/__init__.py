"""What all else stands on: errors, paths, storage, JSON, plans, records, formats. Imports the standard library."""
