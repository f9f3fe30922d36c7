"""The five-step loop 接单–派单–议单–督单–结单: tickets, their clocks, who holds them, who verifies."""
