# Das Bild von Benutzerraum, Tor, Kernelraum und Hardware.

part-handler = Handler
part-vfs = VFS
part-file-system = Dateisystem
part-terminal = Terminal
part-driver = Treiber
part-user-memory = Benutzerspeicher
part-processes = Prozesse
part-memory = Speicher
part-loader = Lader

hart-mode = Modus { $mode }
timer = Timer
timer-in = in { $steps }
timer-not-set = nicht gestellt
timer-due = jetzt fällig
uart-sending = sendet
plic-interrupt = Interrupt
plic-idle = ruht

label = Die Grenze zwischen Benutzer und Kernel
user-space = Benutzerraum
kernel-space = Kernelraum
hardware = Hardware
pc-is-here = hier ist der pc
ring = { $letter }-Modus
no-program = (noch kein Programm)
and-more = und { $n } weitere
gate = Das Tor
only-gate = das einzige Tor
closed = zu
carried = Was durch das Tor getragen wird
entry = Die eine Adresse, an der jeder Trap in den Kernel kommt
table = Systemaufruftabelle
table-rows = Systemaufrufe nach Nummer
way = Der Weg des Aufrufs durch den Kernel
no-call = Kein Systemaufruf in Sicht.
files = Dateien
files-title = Dateien (Dentries)
tree = Dateibaum
handler-at = { $name } → Handler bei { $address }
current = der pc ist darin
active = wartet auf das, was sie aufrief
done = ist zurückgekehrt
ahead = wird noch aufgerufen
path-tip = { $function } — { $words }. Ein Klick führt zu ihrem Eintritt.
