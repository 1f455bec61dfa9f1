"""What pages read. Only here do rows become the rules' records."""
