# Die Modi in einem Satz, vor "modus": "[Benutzer]modus", "<Kernel>modus".

user = [Benutzer]
supervisor = <Kernel>
machine = Maschinen
enters = Die CPU wechselte vom { $from }modus in den { $to }modus und sprang zur Adresse in `stvec`.
changes = Die CPU wechselte vom { $from }modus in den { $to }modus.

user-word = Benutzer
kernel-word = Kernel
machine-word = Maschine
user-mode = Benutzermodus
kernel-mode = Kernelmodus
machine-mode = Maschinenmodus
