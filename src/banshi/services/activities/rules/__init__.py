"""What an offering may be, when its sessions are, who may come: pure, no Django, no clock."""
