# Wünsche, in der Zeit zu reisen, und was daraus wird.

not-later = Der Lauf kommt später nicht mehr an diese Stelle.
not-earlier = Der Lauf kam vorher nicht an diese Stelle.
no-breakpoint = Es gibt keinen Haltepunkt: einen neben einer Zeile oder einem Befehl des Codes setzen.
no-breakpoint-later = Der Lauf kommt später an keinen Haltepunkt mehr.
no-breakpoint-earlier = Der Lauf kam vorher an keinen Haltepunkt.
too-many-breakpoints = Es gibt so viele Haltepunkte, wie es geben darf: zuerst einen entfernen.
no-write-later = Kein späterer Schritt schreibt in diese Zelle, so weit die Maschine gelaufen ist.
no-write-earlier = Kein früherer Schritt schrieb in diese Zelle, so weit man zurückgehen kann.
searching = Gesucht wird: { $percent } % der möglichen Stellen sind durchsucht. Jeder andere Wunsch beendet die Suche.
