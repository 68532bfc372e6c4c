"""What the data means: metrics, scope, periods, areas, access, and the actions people take."""
