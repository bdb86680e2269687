# Prozesse: was sie tun und was der Kernel von ihnen weiß.

running = läuft
ready = bereit
asleep = schläft
ended = beendet
executes = führt eigene Befehle aus
waits-for-kernel = wartet, bis der Kernel mit { $call } fertig ist
interrupted = unterbrochen: der Kernel arbeitet
waits-turn = wartet, bis er an der Reihe ist
waits-child = wartet auf ein Kind
waits-input = wartet auf Eingabe
waits-pipe = wartet auf das andere Ende einer Pipe
waits-lock = wartet, bis eine Datei freigegeben wird
waits-thread = wartet auf einen anderen Thread
waits-time = wartet auf eine Zeit oder ein Signal
unasked = sein Elternprozess hat noch nicht gefragt, wie
idle = wählt, wer an der Reihe ist, oder wartet auf einen Interrupt

who = Wer er ist
state = Zustand
directory = Arbeitsverzeichnis
no-directory = keines mehr
ids = { $real }, effektiv { $effective }, gesichert { $saved }
group-session = Prozessgruppe, Sitzung
user-group = Benutzer, Gruppe
threads = Threads
umask = umask
memory = Sein Speicher
address-space = Adressraum
given-back = zurückgegeben
program = Programm
root = oberste Seitentabelle
resident = Seiten im Speicher
promised = zugesagt
promised-in = { $kib } KiB in { $n ->
    [one] { $n } Bereich
   *[other] { $n } Bereichen
}
shared-by = geteilt von
signals = Seine Signale
pending = anhängig
blocked = blockiert
handled = behandelt
ignored = ignoriert
no-signals = keine
since = Seit seinem Beginn, wie der Kernel zählt
in-user-mode = im Benutzermodus
in-the-kernel = im Kernel
entered = in den Kernel gegangen
page-faults = Seitenfehler
gave-way = gab den Hart her
had-to = musste ihn hergeben
most-pages = höchste Seitenzahl
children = beendete Kinder

of = { $what } von
whoever = wem auch immer der Hart gehört
gone = pid { $pid }, an dieser Stelle nicht da
label = Prozesse
none-yet = Noch gibt es keinen Prozess.
switches = Wechsel in diesem Lauf bisher
mode-switches = Moduswechsel
process-switches = Prozesswechsel
switches-note = In diesem Lauf bisher. Bei einem Moduswechsel geht es mit demselben Prozess weiter, im Kernel oder zurück in seinem Programm; bei einem Prozesswechsel bekommt ein anderer den Hart. Ein Systemaufruf ist zweimal das erste, hinein und hinaus, und keinmal das zweite.
switches-lost = Der Lauf ist zu lang, um jeden Wechsel zu behalten: Es waren mehr.
thread = Thread { $pid }
pid = pid { $pid }
steps = { $user } Schritte im Benutzermodus, { $kernel } im Kernel
steps-in-run = { $user } Schritte im Benutzermodus, { $kernel } im Kernel, in diesem Lauf
switches-to = { $modes } Moduswechsel, { $processes } Prozesswechsel zu ihm, in diesem Lauf
chosen = Der gewählte Prozess
child-of = Kind von { $name } ({ $pid })
descriptors = Seine Deskriptoren
call-stack = Sein Aufrufstapel
