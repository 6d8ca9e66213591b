"""Commands of `counterfoil manage` about agents."""
