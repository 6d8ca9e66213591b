"""Commands of `counterfoil manage` about people and organizations."""
