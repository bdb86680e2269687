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
