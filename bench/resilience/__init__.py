"""Real processes, killed and cut off at random: is anything lost or doubled?"""
