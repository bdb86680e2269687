//! Which CSRs exist, what they hold, and who may look.

mod common;
use common::{OPEN_MEMORY, csr, finish, x};
use machine::Machine;

/// `source` in M-mode; the handler stops.
fn machine(source: &str) -> Machine {
    finish(&format!(
        "la t0, handler \n csrrw zero, mtvec, t0 \n {source} \n wfi \n .align 4 \n handler: \n wfi"
    ))
}

/// `source` in S-mode (`mpp` 1) or U-mode (0), after `setup` in M-mode.
fn lower(mpp: u64, setup: &str, source: &str) -> Machine {
    machine(&format!(
        "{OPEN_MEMORY} \n {setup} \n li t0, {:#x} \n csrrw zero, mstatus, t0 \n la t0, lower \n csrrw zero, mepc, t0 \n mret
        lower: \n {source} \n ecall",
        mpp << 11
    ))
}

#[test]
fn the_registers_that_exist_are_those_of_the_listing_and_the_event_counters() {
    let machine = Machine::new(1 << 20);
    for number in 0..4096 {
        let events = [0xb03..=0xb1f, 0xc03..=0xc1f, 0x323..=0x33f];
        let listed = isa::csr::find(number).is_some() || events.iter().any(|range| range.contains(&number));
        assert_eq!(machine.csr(number).is_some(), listed, "{number:#x}");
    }
}

#[test]
fn event_counters_are_zero_whatever_is_written() {
    for number in [0xb03, 0xb1f, 0x323, 0x33f] {
        let machine = machine(&format!("li t0, -1 \n csrrw zero, {number}, t0 \n csrrs a0, {number}, zero"));
        assert_eq!((x(&machine, "a0"), csr(&machine, "mcause")), (0, 0), "{number:#x}");
    }
    // Nobody can be allowed to read the others: the bits of `mcounteren` are 0.
    let setup = "li t0, -1 \n csrrw zero, mcounteren, t0 \n csrrw zero, scounteren, t0";
    for (source, cause) in
        [("csrrs a0, 0xc03, zero", 2), ("csrrs a0, 0xc1f, zero", 2), ("csrrs a0, instret, zero", 9)]
    {
        assert_eq!(csr(&lower(1, setup, source), "mcause"), cause, "{source}");
    }
}

#[test]
fn a_counter_is_read_by_the_modes_that_are_let() {
    for (mcounteren, scounteren, mpp, allowed) in [
        (0, 7, 1, false),
        (4, 0, 1, true),
        (4, 0, 0, false),
        (0, 4, 0, false),
        (4, 4, 0, true),
        (3, 7, 0, false),
    ] {
        let setup = format!("csrrwi zero, mcounteren, {mcounteren} \n csrrwi zero, scounteren, {scounteren}");
        let machine = lower(mpp, &setup, "csrrs a0, instret, zero");
        assert_eq!(
            csr(&machine, "mcause"),
            if allowed { 8 + mpp } else { 2 },
            "{mcounteren} {scounteren} {mpp}"
        );
    }
}

#[test]
fn the_supervisors_timer_is_the_supervisors_if_it_is_let() {
    let sstc = "li t0, 0x8000000000000000 \n csrrw zero, menvcfg, t0";
    let time = "csrrwi zero, mcounteren, 2";
    let source = "csrrw zero, stimecmp, zero";
    assert_eq!(csr(&lower(1, &format!("{sstc} \n {time}"), source), "mcause"), 9);
    assert_eq!(csr(&lower(1, time, source), "mcause"), 2);
    assert_eq!(csr(&lower(1, sstc, source), "mcause"), 2);
}

#[test]
fn reserved_values_change_nothing() {
    let cases: [(&str, u64, u64); 4] = [
        ("mtvec", 0x8000_0001, 0x8000_1002),
        ("stvec", 0x8000_0000, 0x8000_1003),
        ("satp", 8 << 60 | 5, 10 << 60 | 6),
        ("satp", 8 << 60 | 0xffff << 44 | 5, 1 << 60),
    ];
    for (name, good, reserved) in cases {
        let machine = finish(&format!(
            "li t0, {good:#x} \n li t1, {reserved:#x} \n csrrw zero, {name}, t0 \n csrrw zero, {name}, t1 \n wfi"
        ));
        assert_eq!(csr(&machine, name), good, "{name}");
    }
    // Of `mstatus` only the field that would be reserved stays.
    let machine =
        finish("li t0, 0x800 \n csrrw zero, mstatus, t0 \n li t0, 0x1008 \n csrrw zero, mstatus, t0 \n wfi");
    assert_eq!(csr(&machine, "mstatus") & 0xffff, 0x808);
}

#[test]
fn the_supervisor_sees_its_part_of_the_status() {
    let machine =
        finish("li t0, 0x7fffff \n li t1, 0x20000 \n sub t0, t0, t1 \n csrrw zero, mstatus, t0 \n wfi");
    assert_eq!(csr(&machine, "sstatus"), 0x8000_0002_000c_6122);
    let machine = finish("li t0, -1 \n csrrw zero, sstatus, t0 \n wfi");
    assert_eq!(csr(&machine, "mstatus"), 0x8000_000a_000c_6122);
}

#[test]
fn a_register_that_is_only_read_takes_no_write() {
    for (source, illegal) in [
        ("csrrs a0, cycle, zero", false),
        ("csrrci a0, mhartid, 0", false),
        ("csrrw zero, cycle, zero", true),
        ("csrrsi a0, mvendorid, 1", true),
        ("csrrs a0, 0x7c0, zero", true),
    ] {
        assert_eq!(csr(&machine(source), "mcause") == 2, illegal, "{source}");
    }
}
