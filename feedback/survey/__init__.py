"""The questionnaire as values: items, forms and their rotation; no page, no database, no clock."""
