"""What donors give: pledges, agreements and the money that comes in."""
