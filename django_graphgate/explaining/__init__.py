"""Why a caller has a role, gets a row, or is denied."""
