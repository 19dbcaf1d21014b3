"""What happens beside the account: alarms are raised and told, sheets leave, paper comes in."""
