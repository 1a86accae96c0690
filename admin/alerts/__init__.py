"""Alerts: measures watched week by week against a frozen past; one alert for each excursion."""
