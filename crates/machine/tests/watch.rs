//! A watched cell: a run stops after exactly the steps that write to it, by whatever instruction and mapping.

mod common;

use common::{load, with_paging, x};
use machine::{Machine, Stop, Unwatched, Writes};

/// Stores of every kind to the eight bytes at 0x8010_0008 and to their neighbours, some of them twice in the same place.
const SOURCE: &str = "
    li t0, 0x80100000
    li t1, 0x1122334455667788
    sd t1, 8(t0)
    sd t1, 8(t0)
    sd t1, 0(t0)
    sd t1, 16(t0)
    sb t1, 15(t0)
    sb t1, 16(t0)
    sw t1, 12(t0)
    sh t1, 6(t0)
    sd t1, 1(t0)
    sd t1, 9(t0)
    ld t2, 8(t0)
    addi t0, t0, 8
    amoadd.d t2, t1, (t0)
    lr.d t2, (t0)
    sc.d t2, t1, (t0)
    sc.d t2, t1, (t0)
    li t2, 0x2000
    li t3, 0x6000
    csrrs zero, mstatus, t3
    fsd ft0, 0(t0)
    wfi";

/// The positions after the steps at which the watched cell is written.
fn stops(mut machine: Machine, cell: u64) -> Vec<u64> {
    let start = machine.digest();
    machine.watch(Some(cell));
    assert_eq!(machine.digest(), start, "to watch is no part of the state");
    let mut stops = Vec::new();
    loop {
        match machine.run(100_000, &mut Writes) {
            Stop::Wrote => stops.push(machine.at),
            Stop::Idle | Stop::Reached => return stops,
            Stop::Crossed(_) | Stop::Place | Stop::PowerOff(_) => panic!("nothing else was asked for"),
        }
    }
}

/// The instructions that write to the cell.
fn stores(machine: Machine, cell: u64) -> Vec<String> {
    let mut names = Vec::new();
    for at in stops(machine.clone(), cell) {
        let mut before = machine.clone();
        before.run(at - 1, &mut Unwatched);
        let mut word = [0; 4];
        assert!(before.read_ram(before.hart.pc, &mut word));
        names.push(isa::decode(u32::from_le_bytes(word)).expect("it was executed").to_string());
    }
    names
}

#[test]
fn every_write_to_the_cell_stops_the_run_and_no_other_does() {
    let expected = [
        "sd t1, 8(t0)",
        "sd t1, 8(t0)",
        "sb t1, 15(t0)",
        "sw t1, 12(t0)",
        "sd t1, 1(t0)",
        "sd t1, 9(t0)",
        "amoadd.d t2, t1, (t0)",
        "sc.d t2, t1, (t0)",
        "fsd ft0, 0(t0)",
    ];
    assert_eq!(stores(load(SOURCE), 0x8010_0008), expected);
}

#[test]
fn a_run_that_is_watched_ends_where_it_would_have_ended() {
    let (mut plain, mut watched) = (load(SOURCE), load(SOURCE));
    plain.run(100_000, &mut Unwatched);
    watched.watch(Some(0x8010_0008));
    while watched.run(100_000, &mut Writes) == Stop::Wrote {}
    assert_eq!((plain.at, plain.digest()), (watched.at, watched.digest()));
}

#[test]
fn what_the_hardware_writes_to_a_page_table_counts() {
    // The entry of the page at 0x8040_0000 is made with A and D clear: a load sets the one, a store the other.
    let source = "
    kernel:
        la t1, middle
        li t2, 0x20100007
        sd t2, 16(t1)
        sfence.vma zero, zero
        li t0, 0x80400000
        ld a0, 0(t0)
        ld a0, 8(t0)
        sd a0, 0(t0)
        sd a0, 8(t0)
    trap:
        wfi";
    let machine = load(&with_paging("kernel", source));
    let mut ended = machine.clone();
    ended.run(100_000, &mut Unwatched);
    let entry = x(&ended, "t1") + 16;
    assert_eq!(stores(machine, entry), ["sd t2, 16(t1)", "ld a0, 0(t0)", "sd a0, 0(t0)"]);
}

#[test]
fn a_run_stops_before_each_instruction_that_the_watch_wants_to_see() {
    struct At(u64);
    impl machine::Watch for At {
        const CROSSINGS: bool = false;
        const JUMPS: bool = false;
        const PLACES: bool = true;
        fn stops_at(&self, pc: u64) -> bool {
            pc == self.0
        }
    }
    let mut machine = load("li t0, 5\nagain:\naddi t0, t0, -1\nbne t0, zero, again\nwfi");
    let mut stops = Vec::new();
    while machine.run(1_000, &mut At(board::RAM_BASE + 4)) == Stop::Place {
        stops.push((machine.at, x(&machine, "t0")));
        machine.step();
    }
    assert_eq!(stops, [(1, 5), (3, 4), (5, 3), (7, 2), (9, 1)]);
}
