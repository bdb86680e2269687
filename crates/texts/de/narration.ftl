# Der Satz zu einem Schritt. In allen Sätzen ist *ls* ein Programm, `ecall` Code, [Benutzer] und <Kernel> die beiden Modi.

machine-starts = Die Maschine startet: Die ersten Befehle laufen im Maschinenmodus, dann richtet sich der <Kernel> ein.
part = Die Hardware, Teil { $part } von { $parts }: `{ $what }`, jetzt `{ $value }`:

switched-on = Die Maschine wurde eingeschaltet.
key-pressed = Am Prompt wurde eine Taste gedrückt. Das Byte liegt im UART; der <Kernel> wird davon durch einen Interrupt erfahren.
enter-pressed = Hinter `{ $command }` wurde die Eingabetaste gedrückt. Das Byte liegt im UART; der <Kernel> wird davon durch einen Interrupt erfahren.

summary = { $steps }, { $calls }
keys-came = Die Tasten sind bei der Shell angekommen, und sie hat sie ausgegeben: { $summary }.
boots = Der <Kernel> fährt hoch.
running = `{ $command }` läuft: bisher { $summary }.
waits-for-input = *{ $program }* wartet auf Eingabe: im Terminal tippen. Bisher { $summary }.
too-much = `{ $command }` hat mehr geschrieben, als eine Aufzeichnung fassen kann. { $summary }.
off = Die Maschine ist aus (Status { $status }). { $summary }.
booted = Der Kernel ist hochgefahren, und die Shell wartet auf eine Zeile: { $summary }.
ended = `{ $command }` endete mit Status { $status }: { $summary }. Die Shell wartet auf die nächste Zeile.
done = `{ $command }` ist fertig: { $summary }. Die Shell wartet auf die nächste Zeile.

idle-kernel = der untätige Kernel
some-program = Das Programm im [User]-Modus
the-kernel = Der <Kernel>
machine-mode = Der Maschinenmodus

timer = Der Timer unterbrach { $who }: Niemand hat darum gebeten, die Hardware tat es. { $change }
external-running = Der UART hat etwas: Ein externer Interrupt erreichte den Hart, während { $who } lief. { $change }
external-waiting = Der UART hat etwas: Ein externer Interrupt erreichte den Hart, während der <Kernel> auf einen wartete. { $change }
interrupt = Ein Interrupt erreichte den Hart. { $change }
ecall = { $who } führte `ecall` mit `a7` = { $number } aus: `{ $call }`. { $change }
ecall-unknown = { $who } führte `ecall` aus. { $change }
touched-shared = { $who } griff auf { $address } zu, wo nicht geschrieben werden darf, solange ein anderer Prozess dieselbe Seite hat: { $cause }. Kein Fehler: Der <Kernel> gibt ihm eine eigene und lässt es noch einmal versuchen. { $change }
touched-absent = { $who } griff auf { $address } zu, wo noch keine Seite ist: { $cause }. Kein Fehler: Der <Kernel> gibt ihm eine und lässt es noch einmal versuchen. { $change }
kernel-refused = Der Prozessor wies einen Befehl des <Kernel>s selbst ab, bei { $pc }: { $cause }, es ging um { $address }. Da ist niemand, der das beheben könnte.
refused = Der Prozessor wies den Befehl bei { $pc } ab: { $cause }, es ging um { $address }. { $change }
returned = Der <Kernel> führte `{ $name }` aus. { $change } { $back }
back-first = { $who } steht vor seinem ersten Befehl.
back-handler = `{ $call }` endete mit `{ $result }`, doch zuerst führt { $who } seine Behandlung von Signal { $signal } aus.
back-answer = `{ $call }` gab { $who } die Antwort `{ $result }`.
back-on = { $who } läuft weiter.
back-interrupted = Es geht dort weiter, wo unterbrochen wurde.

got-hart = { $who } bekam den Hart zurück, in `{ $function }`.
called-by = , aufgerufen von `{ $caller }`
working-on = , bei der Arbeit an `{ $call }` für { $who }
enters-user = { $who } tritt in seine Funktion `{ $function }` ein{ $caller }.
enters-kernel = Der <Kernel> tritt in `{ $function }` ein{ $caller }{ $behalf }.
enters-machine = Der Maschinenmodus tritt in `{ $function }` ein{ $caller }.
line = { $who } kommt zu Zeile { $line } von `{ $file }`: `{ $text }`

instruction = { $who } führte `{ $done }` aus. Als Nächstes kommt `{ $next }`, bei `{ $place }`.
instruction-register = { $who } führte `{ $done }` aus: `{ $register }` ist jetzt `{ $value }`. Als Nächstes kommt `{ $next }`, bei `{ $place }`.
instruction-store = { $who } führte `{ $done }` aus: { $bytes } nach `{ $address }` geschrieben. Als Nächstes kommt `{ $next }`, bei `{ $place }`.
