//! Devices and interrupts, as a kernel uses them.

mod common;
use common::{csr, finish, load, x};
use machine::{Exit, Machine, Sent, Stop, Unwatched};

/// M-mode with `mtvec` at `handler`.
const START: &str =
    "la t0, handler \n csrrw zero, mtvec, t0 \n li s0, 0x2004000 \n li s1, 0x10000000 \n li s2, 0xc000000 \n";

/// Runs until `at`, then tells where the hart is.
fn run(source: &str, at: u64) -> Machine {
    let mut machine = load(&format!("{START} {source}"));
    machine.run(at, &mut Unwatched);
    machine
}

#[test]
fn the_clint_timer_interrupts_when_its_time_has_come() {
    let source = "li t0, 100 \n sd t0, 0(s0) \n li t0, 128 \n csrrw zero, mie, t0 \n csrrsi zero, mstatus, 8
        loop: \n j loop \n .align 4 \n handler: \n csrrs a0, time, zero \n csrrw zero, mie, zero \n wfi";
    let machine = run(source, 200);
    // The trap is step 100, the handler's first instruction the next.
    assert_eq!((x(&machine, "a0"), csr(&machine, "mcause")), (101, 1 << 63 | 7));
}

#[test]
fn stimecmp_interrupts_the_supervisor() {
    let source = "csrrwi zero, pmpcfg0, 31 \n li t0, -1 \n csrrw zero, pmpaddr0, t0 \n li t0, 0x222 \n csrrw zero, mideleg, t0 \n li t0, 0x8000000000000000 \n csrrw zero, menvcfg, t0
        la t0, handler \n csrrw zero, stvec, t0 \n li t0, 300 \n csrrw zero, stimecmp, t0 \n csrrsi zero, sie, 0
        li t0, 32 \n csrrs zero, sie, t0 \n li t0, 0x802 \n csrrw zero, mstatus, t0 \n la t0, loop \n csrrw zero, mepc, t0 \n mret
        loop: \n j loop \n .align 4 \n handler: \n li t1, 2 \n csrrs a1, sip, zero \n li t0, -1 \n csrrs a0, scause, zero \n j handler";
    let machine = run(source, 308);
    assert_eq!((x(&machine, "a0"), x(&machine, "a1")), (1 << 63 | 5, 1 << 5));
    assert_eq!(csr(&machine, "sepc"), csr(&machine, "mepc"));
}

#[test]
fn wfi_skips_to_the_timer_and_every_position_between_exists() {
    let source = "li t0, 100000 \n sd t0, 0(s0) \n li t0, 128 \n csrrw zero, mie, t0 \n wfi \n csrrs a0, time, zero \n csrrw zero, mie, zero \n wfi \n .align 4 \n handler: \n j handler";
    let mut machine = load(&format!("{START} {source}"));
    assert_eq!(machine.run(50_000, &mut Unwatched), Stop::Reached);
    assert!(machine.hart.waiting && machine.at == 50_000);
    let mut stepped = machine.clone();
    for _ in 0..10 {
        stepped.step();
    }
    assert_eq!(machine.run(50_010, &mut Unwatched), Stop::Reached);
    assert_eq!(machine.digest(), stepped.digest());
    assert_eq!(machine.run(u64::MAX, &mut Unwatched), Stop::Idle);
    // It wakes without a trap: interrupts are off in mstatus.
    assert_eq!(x(&machine, "a0"), 100_000);
    assert!(machine.skipped() > 99_000);
}

#[test]
fn wfi_with_nothing_to_wait_for_is_idle_until_input_comes() {
    let source = "li t0, 0x800 \n csrrw zero, mie, t0 \n li t0, 1 \n sb t0, 1(s1) \n sw t0, 40(s2) \n li t1, 0xc002000 \n li t2, 1024 \n sw t2, 0(t1)
        wfi \n li t1, 0xc200004 \n lw a0, 0(t1) \n lbu a1, 0(s1) \n lw a2, 0(t1) \n sw a0, 0(t1) \n lw a3, 0(t1) \n csrrw zero, mie, zero \n wfi \n .align 4 \n handler: \n j handler";
    let mut machine = load(&format!("{START} {source}"));
    assert_eq!(machine.run(1_000, &mut Unwatched), Stop::Idle);
    let at = machine.at;
    assert_eq!(machine.run(1_000, &mut Unwatched), Stop::Idle);
    assert_eq!(machine.at, at);
    machine.input(b"Q");
    assert_eq!(machine.run(1_000, &mut Unwatched), Stop::Idle);
    // Claimed, read, nothing more to claim, completed, nothing more.
    assert_eq!(["a0", "a1", "a2", "a3"].map(|name| x(&machine, name)), [10, u64::from(b'Q'), 0, 0]);
}

#[test]
fn a_line_still_up_when_completed_asks_again() {
    let source = "li t0, 1 \n sb t0, 1(s1) \n sw t0, 40(s2) \n li t1, 0xc002000 \n li t2, 1024 \n sw t2, 0(t1) \n li t1, 0xc200004
        lw a0, 0(t1) \n lw a1, 0(t1) \n sw a0, 0(t1) \n lw a2, 0(t1) \n li t2, 0xc200000 \n sw a0, 0(t1) \n sw t0, 0(t2) \n lw a3, 0(t1) \n wfi \n .align 4 \n handler: \n j handler";
    let mut machine = load(&format!("{START} {source}"));
    machine.input(b"ab");
    assert_eq!(machine.run(1_000, &mut Unwatched), Stop::Idle);
    // The last is held back by the threshold.
    assert_eq!(["a0", "a1", "a2", "a3"].map(|name| x(&machine, name)), [10, 0, 10, 0]);
}

#[test]
fn the_uart_sends_and_says_that_it_can() {
    let source = "lbu a0, 5(s1) \n li t0, 72 \n sb t0, 0(s1) \n li t0, 105 \n sb t0, 0(s1) \n lbu a1, 2(s1) \n li t0, 2 \n sb t0, 1(s1) \n lbu a2, 2(s1) \n lbu a3, 2(s1) \n wfi \n .align 4 \n handler: \n j handler";
    let mut machine = load(&format!("{START} {source}"));
    assert_eq!(machine.run(1_000, &mut Unwatched), Stop::Idle);
    assert_eq!(["a0", "a1", "a2", "a3"].map(|name| x(&machine, name)), [0x60, 1, 2, 1]);
    assert_eq!(machine.transmitted(), 2);
    let digest = machine.digest();
    let sent = machine.take_sent();
    assert_eq!(sent.iter().map(|sent| sent.byte).collect::<Vec<_>>(), b"Hi");
    assert_eq!(sent[1], Sent { at: sent[0].at + 2, byte: b'i' });
    assert_eq!((machine.take_output(), machine.digest()), (vec![], digest));
}

#[test]
fn the_uart_hears_itself_in_a_loop() {
    let source = "li t0, 16 \n sb t0, 4(s1) \n li t0, 90 \n sb t0, 0(s1) \n lbu a0, 5(s1) \n lbu a1, 0(s1) \n lbu a2, 5(s1) \n wfi \n .align 4 \n handler: \n j handler";
    let machine = finish(&format!("{START} {source}"));
    assert_eq!(["a0", "a1", "a2"].map(|name| x(&machine, name)), [0x61, 90, 0x60]);
    assert_eq!(machine.transmitted(), 0);
}

#[test]
fn input_waits_outside_until_the_fifo_has_room() {
    let source = "li t0, 1 \n sb t0, 2(s1) \n li t2, 50 \n loop: \n lbu t1, 0(s1) \n add a0, a0, t1 \n addi t2, t2, -1 \n bne t2, zero, loop \n lbu a1, 5(s1) \n wfi \n .align 4 \n handler: \n j handler";
    let mut machine = load(&format!("{START} {source}"));
    machine.run(20, &mut Unwatched);
    let mut whole = machine.clone();
    whole.input(&[1; 40]);
    machine.input(&[1; 15]);
    machine.input(&[1; 25]);
    // How the bytes were cut does not matter.
    assert_eq!(machine.digest(), whole.digest());
    machine.run(1_000, &mut Unwatched);
    assert_eq!((x(&machine, "a0"), x(&machine, "a1")), (40, 0x60));
}

#[test]
fn the_finisher_powers_the_board_off() {
    for (value, exit) in [("0x5555", Exit::Pass), ("0x123333", Exit::Fail(0x12)), ("0x7777", Exit::Reset)] {
        let mut machine =
            load(&format!("li t0, 0x100000 \n li t1, {value} \n sw t1, 0(t0) \n addi a0, zero, 1"));
        assert_eq!(machine.run(1_000, &mut Unwatched), Stop::PowerOff(exit));
        assert_eq!(machine.run(1_000, &mut Unwatched), Stop::PowerOff(exit));
        assert_eq!((x(&machine, "a0"), machine.exit()), (0, Some(exit)));
    }
}

#[test]
fn setting_the_clock_moves_its_deadlines() {
    let source = "li t0, 5000 \n sd t0, 0(s0) \n li t1, 0x200bff8 \n li t0, 4000 \n sd t0, 0(t1) \n li t0, 128 \n csrrw zero, mie, t0 \n wfi \n csrrs a0, time, zero \n csrrw zero, mie, zero \n wfi \n .align 4 \n handler: \n j handler";
    let machine = finish(&format!("{START} {source}"));
    assert_eq!(x(&machine, "a0"), 5_000);
    assert!(machine.at < 1_100);
}
