"""The demo: invented outlets that edit their articles while you watch, and a scoreboard that keeps Redline honest."""
