"""Where owners see and change how their shop works: today, the rules of asking."""
