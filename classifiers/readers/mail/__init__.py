"""Mail, calendars and address cards."""
