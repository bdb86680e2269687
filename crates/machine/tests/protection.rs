//! Physical memory protection: which entry decides, for whom, and that no cache of translations or instructions forgets it.

mod common;
use common::{BASE, csr, load, x};
use machine::{Access, Machine, Stop, Trap, Unwatched};

const R: u64 = 1;
const W: u64 = 2;
const X: u64 = 4;
const TOR: u64 = 1 << 3;
const NA4: u64 = 2 << 3;
const NAPOT: u64 = 3 << 3;
const L: u64 = 1 << 7;
/// Where the accesses go.
const DATA: u64 = BASE + 0x10_0000;

/// An address register for `len` bytes at `start`.
fn napot(start: u64, len: u64) -> u64 {
    start >> 2 | (len / 8 - 1)
}

/// `source` in M-mode or, at label `lower`, in S-mode (`mpp` 1) or U-mode (0), with these entries; the handler is in M-mode.
fn machine(entries: &[(u64, u64)], source: &str) -> Machine {
    let mut setup = String::from("la t0, handler \n csrrw zero, mtvec, t0 \n");
    let mut configs = [0u8; 16];
    for (index, (config, address)) in entries.iter().enumerate() {
        configs[index] = *config as u8;
        setup += &format!("li t0, {address:#x} \n csrrw zero, pmpaddr{index}, t0 \n");
    }
    let (low, high) = configs.split_at(8);
    for (name, half) in [("pmpcfg0", low), ("pmpcfg2", high)] {
        let value = u64::from_le_bytes(half.try_into().unwrap());
        setup += &format!("li t0, {value:#x} \n csrrw zero, {name}, t0 \n");
    }
    let mut machine = load(&format!(
        "{setup} li s0, {DATA:#x} \n {source} \n wfi \n .align 4 \n handler: \n csrrw zero, mie, zero \n wfi"
    ));
    assert_eq!(machine.run(1_000, &mut Unwatched), Stop::Idle);
    machine
}

/// The same, going down to the mode `mpp` first.
fn lower(mpp: u64, entries: &[(u64, u64)], source: &str) -> Machine {
    let down = format!(
        "li t0, {mpp} \n slli t0, t0, 11 \n csrrw zero, mstatus, t0 \n la t0, lower \n csrrw zero, mepc, t0 \n mret"
    );
    machine(entries, &format!("{down} \n lower: \n {source} \n ecall"))
}

/// The cause and `mtval` of what stopped it.
fn trap(machine: &Machine) -> (u64, u64) {
    (csr(machine, "mcause"), csr(machine, "mtval"))
}

/// All addresses, for everything.
const OPEN: (u64, u64) = (NAPOT | R | W | X, u64::MAX);
/// The program, for everything.
const CODE: (u64, u64) = (NAPOT | R | X, (BASE >> 2) | 0xffff);
const LOAD: &str = "ld a0, 0(s0)";
const STORE: &str = "sd zero, 0(s0)";

#[test]
fn without_a_matching_entry_only_machine_mode_may() {
    assert_eq!(trap(&machine(&[], LOAD)), (0, 0));
    for mpp in [0, 1] {
        // The first instruction of the lower mode cannot even be fetched.
        let closed = lower(mpp, &[], "");
        assert_eq!(trap(&closed), (1, csr(&closed, "mepc")));
        assert_eq!(trap(&lower(mpp, &[CODE], LOAD)), (5, DATA));
        assert_eq!(trap(&lower(mpp, &[CODE], STORE)), (7, DATA));
        assert_eq!(trap(&lower(mpp, &[CODE], "amoadd.d a0, a1, (s0)")), (7, DATA));
        assert_eq!(trap(&lower(mpp, &[CODE], "lr.d a0, (s0)")), (5, DATA));
        assert_eq!(trap(&lower(mpp, &[OPEN], &format!("{LOAD} \n {STORE}"))).0, 8 + mpp);
    }
}

#[test]
fn each_permission_is_asked_for() {
    for (permissions, source, fault) in [
        (R, LOAD, None),
        (R, STORE, Some(7)),
        (R | W, STORE, None),
        (X, LOAD, Some(5)),
        (R | W, "jalr ra, 0(s0)", Some(1)),
        (0, LOAD, Some(5)),
    ] {
        let entries = [(NAPOT | permissions, napot(DATA, 4096)), OPEN];
        let seen = trap(&lower(1, &entries, source));
        assert_eq!(seen, fault.map_or((9, 0), |code| (code, DATA)), "{source} with {permissions:#x}");
    }
}

#[test]
fn the_first_entry_that_matches_decides() {
    let (closed, open) = ((NAPOT, napot(DATA, 4096)), (NAPOT | R, napot(DATA, 64)));
    assert_eq!(trap(&lower(1, &[closed, open, OPEN], LOAD)).0, 5);
    assert_eq!(trap(&lower(1, &[open, closed, OPEN], LOAD)).0, 9);
    assert_eq!(trap(&lower(1, &[open, closed, OPEN], "ld a0, 64(s0)")), (5, DATA + 64));
    // After the page was loaded from where it may be, too.
    assert_eq!(
        trap(&lower(1, &[open, closed, OPEN], &format!("{LOAD} \n {LOAD} \n ld a0, 64(s0)"))),
        (5, DATA + 64)
    );
}

#[test]
fn ranges_are_four_bytes_a_power_of_two_or_up_to_an_address() {
    for (entries, first, end) in [
        (vec![(NA4, DATA >> 2)], 0, 4),
        (vec![(NAPOT, napot(DATA, 8))], 0, 8),
        (vec![(NAPOT, napot(DATA, 1 << 14))], 0, 1 << 14),
        (vec![(0, (DATA + 8) >> 2), (TOR, (DATA + 24) >> 2)], 8, 24),
        (vec![(NAPOT, napot(DATA + 64, 8)), (TOR, (DATA + 80) >> 2)], 72, 80),
    ] {
        let machine = lower(1, &[entries.clone(), vec![OPEN]].concat(), "");
        let mut machine = machine;
        machine.hart.mode = machine::Mode::S;
        let may = |offset: u64| machine.peek(DATA + offset, Access::Load).is_ok();
        assert!(!may(first) && !may(end - 1) && may(end), "{entries:x?}");
        assert!(first != 8 || may(7), "{entries:x?}");
        assert_eq!(
            machine.peek(DATA + end - 1, Access::Fetch),
            Err(Trap::InstructionAccessFault { va: DATA + end - 1 })
        );
    }
}

#[test]
fn an_access_must_lie_in_its_entry_with_all_its_bytes() {
    // Whatever the permissions, and for M-mode too.
    let entries = [(NA4 | R | W | X, DATA >> 2), OPEN];
    assert_eq!(trap(&lower(1, &entries, "lw a0, 0(s0)")).0, 9);
    assert_eq!(trap(&lower(1, &entries, LOAD)), (5, DATA));
    assert_eq!(trap(&lower(1, &entries, "lw a0, 2(s0)")), (5, DATA + 2));
    assert_eq!(trap(&machine(&entries, STORE)), (7, DATA));
}

#[test]
fn a_locked_entry_binds_machine_mode_and_stays() {
    let closed = (NAPOT | L | R, napot(DATA, 4096));
    assert_eq!(trap(&machine(&[(NAPOT, closed.1)], LOAD)), (0, 0));
    assert_eq!(trap(&machine(&[closed], LOAD)), (0, 0));
    assert_eq!(trap(&machine(&[closed], STORE)), (7, DATA));
    assert_eq!(trap(&machine(&[closed], "jalr zero, 0(s0)")), (1, DATA));
    let kept = machine(
        &[closed],
        "csrrw zero, pmpaddr0, zero \n csrrw zero, pmpcfg0, zero \n li t0, 0x1f00 \n csrrw zero, pmpcfg0, t0",
    );
    assert_eq!((csr(&kept, "pmpaddr0"), csr(&kept, "pmpcfg0")), (closed.1, 0x1f00 | closed.0));
    // The address below a locked range is its start.
    let range = [(0, DATA >> 2), (L | TOR | R, (DATA + 64) >> 2)];
    assert_eq!(csr(&machine(&range, "csrrw zero, pmpaddr0, zero"), "pmpaddr0"), DATA >> 2);
}

#[test]
fn a_change_counts_for_the_next_access() {
    let source =
        format!("{STORE} \n {LOAD} \n li t0, 0x9900 \n csrrw zero, pmpcfg0, t0 \n {LOAD} \n {STORE}");
    assert_eq!(trap(&machine(&[(0, 0), (0, napot(DATA, 4096))], &source)), (7, DATA));
}

#[test]
fn mprv_asks_as_the_mode_before_would_be_asked() {
    let source = |mpp: u64| format!("li t0, {:#x} \n csrrw zero, mstatus, t0 \n {LOAD}", 1 << 17 | mpp << 11);
    let closed = [(NAPOT | R | X, napot(BASE, 4096))];
    assert_eq!(trap(&machine(&closed, &source(1))), (5, DATA));
    assert_eq!(trap(&machine(&closed, &source(0))), (5, DATA));
    assert_eq!(trap(&machine(&closed, &source(3))), (0, 0));
}

#[test]
fn a_page_that_is_protected_in_part_runs_as_far_as_it_may() {
    // The subroutine at DATA has its first 8 bytes to run; `a1` counts how often it did.
    let source = "li a1, 0 \n li t1, 0x00158593 \n sw t1, 0(s0) \n li t1, 0x00008067 \n sw t1, 4(s0) \n sw t1, 8(s0) \n";
    let calls = "jalr ra, 0(s0) \n jalr ra, 0(s0) \n sw t2, 0(s0) \n jalr ra, 0(s0) \n jalr ra, 8(s0)";
    let down = "li t0, 0x800 \n csrrw zero, mstatus, t0 \n la t0, lower \n csrrw zero, mepc, t0 \n li t2, 0x00258593 \n mret \n lower: \n";
    let entries = [(NAPOT | R | W | X, napot(DATA, 8)), (NAPOT | R | W, napot(DATA, 4096)), OPEN];
    let machine = machine(&entries, &format!("{source} {down} {calls}"));
    // Once each before and once after the subroutine was changed to add 2.
    assert_eq!((trap(&machine), x(&machine, "a1")), ((1, DATA + 8), 4));
}

#[test]
fn page_tables_are_read_and_written_as_the_supervisor_would() {
    // One gigapage of RAM at its address, A and D clear, its table at DATA.
    let source = format!(
        "li t1, 0x2000000f \n sd t1, 16(s0) \n li t1, {:#x} \n csrrw zero, satp, t1
        li t0, 0x20800 \n csrrw zero, mstatus, t0 \n li t2, 0x80200000 \n ld a0, 0(t2) \n sd a0, 0(t2)",
        8u64 << 60 | DATA >> 12
    );
    let table = |permissions| [(NAPOT | permissions, napot(DATA, 4096)), OPEN];
    assert_eq!(trap(&machine(&table(R | W), &source)), (0, 0));
    // The walk may not read, or may not set A.
    assert_eq!(trap(&machine(&table(0), &source)), (5, 0x8020_0000));
    assert_eq!(trap(&machine(&table(R), &source)), (5, 0x8020_0000));
    // With A set by software, the load goes through and the store, which has to set D, does not.
    let accessed = source.replace("0x2000000f", "0x2000004f");
    assert_eq!(trap(&machine(&table(R), &accessed)), (7, 0x8020_0000));
}

#[test]
fn registers_of_entries_that_do_not_exist_are_illegal() {
    for number in ["0x3a1", "0x3a4", "0x3ae", "0x3c0", "0x3ef"] {
        let machine = machine(&[], &format!("csrrs a0, {number}, zero"));
        assert_eq!(trap(&machine).0, 2, "{number}");
    }
}
