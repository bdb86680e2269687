# Register, und was wäre, wenn sie anders wären.

registers = Register
control = Steuerung und Zustand
others = Andere Register
mode = Modus
turn-bit = Was wäre, wenn dieses Bit anders stünde? Damit beginnt ein Zweig.
fields = Sein Wert und seine Felder
what-if = Was wäre, wenn …
register = Register{" "}
were = wäre{" "}
try = Versuchen
no-number = Bitte eine Zahl: 42, -1 oder 0x2a, von höchstens 64 Bit.
note = Damit beginnt ein Zweig des Laufs, der von hier mit diesem Wert weitergeht; es gibt einen Weg zurück. Felder von einem Bit in den Registern unten lassen sich anklicken, und Seitentabelleneinträge und Speicher in der Speichertafel.
