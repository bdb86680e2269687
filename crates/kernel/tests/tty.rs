//! The line discipline: what is typed, what is shown for it, and what a program reads.

mod common;

use common::kernel;
use kernel::arch;
use kernel::tty::{self, Tty, Typed};

/// Types keys; compares the echo and the lines that can be read.
#[track_caller]
fn check(keys: &str, echo: &str, lines: &[&str]) {
    let mut tty = Tty::new();
    let mut shown = Vec::new();
    for byte in keys.bytes() {
        tty.input(byte, &mut |byte| shown.push(byte));
    }
    assert_eq!(String::from_utf8(shown).unwrap(), echo);
    let mut buf = [0; 100];
    let mut read = Vec::new();
    while let Some(n) = tty.take(&mut buf) {
        read.push(String::from_utf8(buf[..n].to_vec()).unwrap());
    }
    assert_eq!(read, lines);
}

#[test]
fn a_line_is_read_when_it_is_ended() {
    check("ls", "ls", &[]);
    check("ls\r", "ls\r\n", &["ls\n"]);
    check("a\nb\n", "a\r\nb\r\n", &["a\n", "b\n"]);
}

#[test]
fn backspace_takes_back_a_character_but_not_the_prompt() {
    check("ab\x7fc\r", "ab\x08 \x08c\r\n", &["ac\n"]);
    check("\x08\x08x\r", "x\r\n", &["x\n"]);
    check("é\x7f\r", "é\x08 \x08\r\n", &["\n"]);
}

#[test]
fn ctrl_u_takes_back_the_line() {
    check("ab\x15c\r", "ab\x08 \x08\x08 \x08c\r\n", &["c\n"]);
}

#[test]
fn ctrl_d_ends_input_or_a_piece_of_a_line() {
    check("\x04", "", &[""]);
    check("ab\x04c\r", "abc\r\n", &["ab", "c\n"]);
}

#[test]
fn other_control_characters_are_not_taken() {
    check("a\x1b[A\x01b\r", "a[Ab\r\n", &["a[Ab\n"]);
}

#[test]
fn a_long_line_is_cut_and_still_ends() {
    let mut tty = Tty::new();
    for _ in 0..5000 {
        tty.input(b'x', &mut |_| ());
    }
    assert_eq!(tty.input(b'\n', &mut |_| ()), Typed::Line);
    assert_eq!(tty.lines[0].len(), kernel::limits::MAX_LINE_LEN + 1);
}

#[test]
fn lines_that_nobody_reads_do_not_fill_the_memory() {
    let mut tty = Tty::new();
    for _ in 0..10_000 {
        tty.input(b'\n', &mut |_| ());
    }
    assert_eq!(tty.lines.len(), kernel::limits::MAX_LINES);
}

#[test]
fn a_short_buffer_leaves_the_rest_of_the_line() {
    let mut tty = Tty::new();
    for &byte in b"abc\n" {
        tty.input(byte, &mut |_| ());
    }
    let mut buf = [0; 3];
    assert_eq!((tty.take(&mut buf), buf), (Some(3), *b"abc"));
    assert_eq!((tty.take(&mut buf), buf[0]), (Some(1), b'\n'));
    assert_eq!(tty.take(&mut buf), None);
}

#[test]
fn the_interrupt_takes_what_has_arrived_and_a_read_gets_it() {
    let mut k = common::kernel(64);
    arch::type_in(b"ls\r");
    tty::interrupt(&mut k);
    let mut buf = [0; 10];
    assert_eq!(tty::read(&mut k, &mut buf, false), Ok(3));
    assert_eq!(&buf[..3], b"ls\n");
    assert_eq!(tty::read(&mut k, &mut buf, false), Err(abi::Errno::Again));
    assert_eq!(tty::write(&kernel(64), b"bin\n"), 4);
    assert_eq!(arch::sent(), b"ls\r\nbin\r\n");
}

#[test]
fn what_was_typed_of_a_line_can_be_read_when_lines_do_not_matter_any_more() {
    let mut tty = Tty::new();
    for byte in "ls".bytes() {
        assert_eq!(tty.input(byte, &mut |_| ()), Typed::Edit);
    }
    let mut termios = tty.termios.to_bytes();
    termios[12] &= !abi::ICANON as u8;
    tty.set_termios(tty::Termios::from_bytes(&termios));
    let mut buf = [0; 10];
    assert_eq!((tty.take(&mut buf), &buf[..2]), (Some(2), &b"ls"[..]));
}
