# Die fünf Schritte der Geschichte eines Laufs: Titel und Sätze.

start-title = Das Programm beginnt
start = Die Shell erzeugte ein Kind, Prozess { $pid }, und das Kind bat den Kernel, `{ $path }` auszuführen. Der <Kernel> lud es und ging mit `sret`: *{ $program }* steht vor seinem ersten Befehl, im [Benutzer]modus.
ask-title = Es macht einen Systemaufruf
ask = *{ $program }* kann das nicht selbst; es bittet: `{ $call }`. Es legte { $number } in `a7` ab und führte `ecall` aus. { $change }
perform-title = Der Kernel führt ihn aus
perform = Der <Kernel> schlug { $number } in seiner Systemaufruftabelle nach und fand `{ $call }`; es ging weiter über { $way }, wo die Arbeit getan wird.
answer-title = Das Ergebnis kommt zurück
answer-names = Der <Kernel> ist fertig: { $result } Bytes mit Namen liegen jetzt im Puffer von *{ $program }*. Er legte das Ergebnis in `a0` ab und führte `sret` aus. { $change }
answer-bytes = Der <Kernel> ist fertig: { $result } Bytes liegen jetzt im Puffer von *{ $program }*. Er legte das Ergebnis in `a0` ab und führte `sret` aus. { $change }
answer-error = Der <Kernel> ist fertig: Die Antwort ist ein Fehler, `{ $result }`. Er legte das Ergebnis in `a0` ab und führte `sret` aus. { $change }
answer = Der <Kernel> ist fertig: Die Antwort ist `{ $result }`. Er legte das Ergebnis in `a0` ab und führte `sret` aus. { $change }
finish-title = Es zeigt die Antwort und endet
finish-silent = *{ $program }* hatte nichts zu sagen und geht mit `{ $exit }`: in den <Kernel>, und es kommt nicht zurück.
finish = *{ $program }* hat { $bytes } mit { $writes } geschrieben und geht mit `{ $exit }`: in den <Kernel>, und es kommt nicht zurück.
refused-title = Der Prozessor weist ab
refused = *{ $program }* führte einen Befehl aus, den der Prozessor abwies: `{ $cause }`, es ging um { $address }. Der <Kernel> übernimmt; er wird *{ $program }* beenden, und sonst nichts.
