"""What can be said of models side by side: tables, matrices, differences, reports. Imports numpy; never torch."""
