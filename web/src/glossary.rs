//! What the words of the narration mean, in plain words first: one row is one term. And the search for them in a sentence.

use session::{Sentence, SpanKind};

/// A term.
#[derive(PartialEq, Eq, Debug)]
pub struct Term {
    /// How it is written in a sentence; the first is its name.
    pub words: &'static [&'static str],
    /// What it means, in a sentence or two.
    pub means: &'static str,
}

const fn term(words: &'static [&'static str], means: &'static str) -> Term {
    Term { words, means }
}

/// Every term. Where one is part of another, the longer one stands first.
#[rustfmt::skip] // A table reads as rows.
pub const TERMS: [Term; 43] = [
    term(&["user mode", "user"], "The mode in which programs run. They can compute, but not touch devices, other programs or the kernel. RISC-V calls it U-mode."),
    term(&["kernel mode"], "The mode in which the kernel runs, and may do what programs may not. RISC-V calls it supervisor mode, S-mode."),
    term(&["kernel"], "The one program that all others ask: it owns memory, devices and files, and shares them out. It runs in kernel mode."),
    term(&["machine mode"], "The mode with all rights, M-mode: firmware runs in it, here only for the first instructions after power-on."),
    term(&["system-call table"], "A list in the kernel's memory: for each number of a system call, the address of the function that carries it out."),
    term(&["system call", "system calls"], "A program's request to the kernel: it puts a number into a7, arguments into a0 to a5, and executes ecall."),
    term(&["page-table entry"], "The 64 bits that say where one page is, and what may be done with it: read (R), write (W), execute (X), and by programs (U)."),
    term(&["page table", "page tables"], "The kernel's list of which page of an address space lies where in RAM. The processor looks there at every access."),
    term(&["page fault", "page faults"], "The processor could not reach an address as the page table stands, and asks the kernel. Often no error: the page only has to be brought."),
    term(&["physical page", "page"], "4096 bytes of memory: the piece in which memory is given out and protected."),
    term(&["address space"], "All addresses that a program can say, with what is behind them. Each process has its own."),
    term(&["interrupt", "interrupted"], "A device or the timer wants the kernel's attention, whatever runs at that moment. Nobody asked for it."),
    term(&["trap"], "The hardware leaves what it does and goes to the kernel, to the address in stvec. System calls, faults and interrupts are all traps."),
    term(&["privilege level"], "What the processor lets one do: user, kernel (supervisor) or machine mode."),
    term(&["process"], "A program that runs, with its memory and its open files. The kernel knows it by a number; the processor knows none."),
    term(&["timer"], "A clock in the hardware that interrupts at a time the kernel has set, so that no program keeps the processor for ever."),
    term(&["hart"], "RISC-V's word for a processor core: hardware thread. This machine has one."),
    term(&["UART"], "The serial port: the device behind the terminal. It sends and gets one byte at a time."),
    term(&["handler"], "The function that is called for one kind of event: of the kernel for a system call, of a program for a signal."),
    term(&["address"], "The number of a byte in memory."),
    term(&["pipe"], "A buffer in the kernel between two programs: what one writes, the other reads."),
    term(&["signal"], "The kernel's message to a process, such as: end, or: you touched what is not yours."),
    term(&["instruction", "instructions"], "One command to the processor: add, load, store, jump. Everything here is made of them."),
    term(&["step", "steps"], "One instruction, or one trap. The machine's only clock counts them."),
    term(&["shell", "sh"], "The program that reads your line and starts others. It has no special rights."),
    term(&["stack"], "Memory in which functions keep what they need until they return. The kernel has its own."),
    term(&["buffer"], "Memory in which bytes are gathered before somebody takes them all at once."),
    term(&["child"], "The process that another one has made. At first it has the same memory."),
    term(&["SIGSEGV"], "The signal for touching memory that is not there or not allowed. It ends the program, if that does not catch it."),
    term(&["SIGILL"], "The signal for an instruction that is not allowed."),
    term(&["ecall"], "The instruction that asks the mode above: from a program it is the door to the kernel."),
    term(&["sret"], "The instruction that leaves the kernel: mode and pc become what sstatus.SPP and sepc say."),
    term(&["stvec"], "The register with the address that every trap to the kernel goes to. Only the kernel can set it."),
    term(&["scause"], "The register in which the hardware says why there was a trap: 8 is a system call from a program."),
    term(&["stval"], "The register in which the hardware says what a trap is about: an address, or an instruction."),
    term(&["sepc"], "The register that holds where the trap happened, to go back there."),
    term(&["sstatus"], "The register with the kernel's switches: whether interrupts are on (SIE), and from which mode it came (SPP)."),
    term(&["satp"], "The register that says which page table is in force."),
    term(&["a0"], "The register for the first argument, and for the result."),
    term(&["a7"], "The register for the number of the system call."),
    term(&["execve"], "The system call that makes a process execute another program. When it succeeds, there is nobody to return to."),
    term(&["exit_group"], "The system call that ends a process. It does not return."),
    term(&["getdents64"], "The system call that lists a directory: get directory entries."),
];

/// A piece of a sentence: text of a kind, and what it means if it is a term.
#[derive(PartialEq, Eq, Debug)]
pub struct Piece<'a> {
    pub kind: SpanKind,
    pub text: &'a str,
    pub term: Option<&'static Term>,
}

/// The pieces of a sentence. A term is marked where it is first said.
pub fn pieces(sentence: &Sentence) -> Vec<Piece<'_>> {
    let mut said: Vec<*const Term> = Vec::new();
    let mut pieces = Vec::new();
    for span in &sentence.0 {
        let mut rest = &*span.text;
        while let Some((at, len, term)) = first(rest, span.kind, &said) {
            said.push(term);
            let parts = [(0..at, None), (at..at + len, Some(term))];
            let parts = parts.map(|(range, term)| Piece { kind: span.kind, text: &rest[range], term });
            pieces.extend(parts.into_iter().filter(|piece| !piece.text.is_empty()));
            rest = &rest[at + len..];
        }
        if !rest.is_empty() {
            pieces.push(Piece { kind: span.kind, text: rest, term: None });
        }
    }
    pieces
}

/// The first term in a text that was not said before: where, how long, and which. Code and names must be one as a whole.
fn first(text: &str, kind: SpanKind, said: &[*const Term]) -> Option<(usize, usize, &'static Term)> {
    let new = TERMS.iter().filter(|term| !said.contains(&std::ptr::from_ref(*term)));
    let found = new.flat_map(|term| {
        term.words.iter().filter_map(move |word| {
            let at = match kind {
                SpanKind::Text => place(text, word),
                SpanKind::Program | SpanKind::Code | SpanKind::User | SpanKind::Kernel => {
                    (text == *word).then_some(0)
                }
            }?;
            Some((at, word.len(), term))
        })
    });
    found.min_by_key(|(at, len, _)| (*at, std::cmp::Reverse(*len)))
}

/// Where a word stands by itself.
fn place(text: &str, word: &str) -> Option<usize> {
    let alone = |at: usize| {
        let letter = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || "_-'".contains(it));
        !letter(text[..at].chars().next_back()) && !letter(text[at + word.len()..].chars().next())
    };
    text.match_indices(word).map(|(at, _)| at).find(|at| alone(*at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(markup: &str) -> Vec<String> {
        let sentence = Sentence::parse(markup);
        let pieces = pieces(&sentence);
        assert_eq!(pieces.iter().map(|piece| piece.text).collect::<String>(), sentence.to_string());
        pieces.iter().filter(|piece| piece.term.is_some()).map(|piece| piece.text.to_string()).collect()
    }

    #[test]
    fn a_term_is_found_where_it_is_first_said_and_as_a_word() {
        assert_eq!(terms("A page fault, and a page; `ecall` and `ecall`."), ["page fault", "page", "ecall"]);
        assert_eq!(terms("processor pages `getdents64(3)` stepping"), Vec::<String>::new());
        assert_eq!(terms("*sh* and the <kernel> and the <kernel>, in [user] mode"), ["sh", "kernel", "user"]);
    }

    #[test]
    fn every_term_is_written_in_one_way_only_and_explained() {
        let words: Vec<_> = TERMS.iter().flat_map(|term| term.words).collect();
        for (i, word) in words.iter().enumerate() {
            assert!(!words[..i].contains(word), "{word} twice");
        }
        assert!(TERMS.iter().all(|term| term.means.ends_with('.') && term.means.len() < 200));
    }
}
