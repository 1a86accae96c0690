"""The dashboard: filters, numbers, pages."""
