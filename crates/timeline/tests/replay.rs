//! Replay reaches the same machine: after any walk through a history, a position has the digest it had on the first pass.

#[path = "../../machine/tests/common/mod.rs"]
mod common;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use common::{load, with_paging};
use machine::{Crossings, Disk, Edit, Layout, Machine, Stop, Unwatched, Writes};
use proptest::prelude::*;
use timeline::{Settings, Timeline};

/// A small kernel: a timer by Sstc, an echo by PLIC and UART, stores all over 256 KiB, a page of them from or to the disk
/// now and then, a page that it maps here and there, and `wfi`.
fn guest() -> Machine {
    let mut machine = load(&with_paging(
        "kernel",
        "
    kernel:
        # PLIC: priority 1 for source 10, enabled in context 1. UART: FIFO on, interrupt on arrival.
        li s0, 0xc000000
        li t0, 1
        sw t0, 40(s0)
        li s1, 0xc002080
        li t0, 1024
        sw t0, 0(s1)
        li s1, 0x10000000
        li t0, 1
        sb t0, 2(s1)
        sb t0, 1(s1)
        csrrs t0, time, zero
        addi t0, t0, 500
        csrrw zero, stimecmp, t0
        li t0, 0x220
        csrrs zero, sie, t0
        csrrsi zero, sstatus, 2
        # s2: random; s3: 256 KiB of data; s4: the 2 MiB entry of a page mapped at changing places.
        li s2, 12345
        li s3, 0x80100000
        la s4, middle
        # s10: the disk, with a queue of 8; s11: requests so far.
        li s10, 0x10001000
        li t0, 4096
        sw t0, 40(s10)
        sw t0, 60(s10)
        li t0, 8
        sw t0, 56(s10)
        la t0, queue
        srli t0, t0, 12
        sw t0, 64(s10)
    loop:
        li t0, 1103515245
        mul s2, s2, t0
        addi s2, s2, 1013
        srli t0, s2, 20
        li t1, 0x3fff8
        and t0, t0, t1
        add t0, t0, s3
        ld t1, 0(t0)
        add t1, t1, s2
        sd t1, 0(t0)
        andi t0, s2, 56
        bne t0, zero, loop
        # The header: read or write, where. The second descriptor: which page, and whether the device may write it.
        srli t0, s2, 33
        andi t0, t0, 1
        la t1, header
        sd t0, 0(t1)
        srli t2, s2, 40
        andi t2, t2, 255
        sd t2, 8(t1)
        la t1, queue
        slli t0, t0, 1
        xori t0, t0, 3
        sh t0, 28(t1)
        srli t0, s2, 13
        li t2, 0x3f000
        and t0, t0, t2
        add t0, t0, s3
        sd t0, 16(t1)
        addi s11, s11, 1
        slli t0, s11, 16
        sw t0, 128(t1)
        sw zero, 80(s10)
        # Map the second half of the data at middle[8..], read through it, unmap it.
        andi t0, s2, 15
        slli t0, t0, 3
        addi t0, t0, 64
        add t0, t0, s4
        li t1, 0x20000007
        sd t1, 0(t0)
        sfence.vma zero, zero
        sub t1, t0, s4
        slli t1, t1, 18
        li t2, 0x80100000
        add t1, t1, t2
        ld s5, 8(t1)
        sd s5, 16(t1)
        sd zero, 0(t0)
        sfence.vma zero, zero
        slli t0, s2, 56
        bne t0, zero, loop
        wfi
        j loop
    trap:
        csrrw t6, sscratch, t0
        csrrs t0, scause, zero
        slli t0, t0, 1
        addi t0, t0, -10
        beq t0, zero, timer
        # Only the PLIC else.
        li s6, 0xc201004
        lw s7, 0(s6)
        lbu s8, 0(s1)
        sb s8, 0(s1)
        sw s7, 0(s6)
        j leave
    timer:
        csrrs t0, time, zero
        addi t0, t0, 700
        csrrw zero, stimecmp, t0
        addi s9, s9, 1
    leave:
        csrrw t0, sscratch, t6
        sret
        .align 8
    header:
        .dword 0
        .dword 0
    answer:
        .dword 0
        # The descriptors; rings behind them and in the next page.
        .align 4096
    queue:
        .dword header
        .dword 0x0001000100000010
        .dword 0
        .dword 0x0002000100001000
        .dword answer
        .dword 0x0000000200000001
        .align 4096
        .dword 0
        ",
    ));
    machine.attach(Disk::new(DISK_LEN), Layout::Legacy);
    machine
}

/// Bytes of the guest's disk.
const DISK_LEN: u64 = 256 << 10;

fn timeline(interval: u64, budget: usize) -> Timeline {
    Timeline::with_settings(guest(), Settings { interval, budget })
}

/// Runs to `end` with `inputs`, keeping the digest after each stop.
fn record(timeline: &mut Timeline, stops: &[u64], inputs: &BTreeMap<u64, Vec<u8>>) -> BTreeMap<u64, u64> {
    let mut digests = BTreeMap::new();
    for &stop in stops {
        assert_eq!(timeline.run(stop, &mut Unwatched), Stop::Reached);
        if let Some(bytes) = inputs.get(&stop) {
            timeline.input(bytes);
        }
        digests.insert(stop, timeline.machine().digest());
    }
    digests
}

#[test]
fn the_guest_does_what_the_property_needs() {
    let mut timeline = timeline(1_000, 1 << 20);
    timeline.run(2_000, &mut Unwatched);
    timeline.input(b"hello");
    timeline.run(60_000, &mut Unwatched);
    assert_eq!(timeline.output_until(60_000), b"hello");
    assert!(timeline.machine().hart.x[25] > 50, "timer interrupts: {}", timeline.machine().hart.x[25]);
    assert!(timeline.machine().skipped() > 1_000, "skipped: {}", timeline.machine().skipped());
    assert!(timeline.memory().1 <= 3 << 20, "{:?}", timeline.memory());
    assert!(timeline.machine().hart.x[27] > 50, "requests: {}", timeline.machine().hart.x[27]);
    assert_eq!(sectors(&timeline).len(), DISK_LEN as usize);
    assert!(sectors(&timeline).iter().filter(|byte| **byte != 0).count() > 1_000);
}

/// What is typed at which stop; of two at one stop the later counts.
fn given(stops: &[u64], inputs: &[(prop::sample::Index, String)]) -> BTreeMap<u64, Vec<u8>> {
    inputs.iter().map(|(index, text)| (*index.get(stops), text.clone().into_bytes())).collect()
}

/// What is on the disk.
fn sectors(timeline: &Timeline) -> Vec<u8> {
    let mut bytes = vec![0; DISK_LEN as usize];
    assert!(timeline.machine().disk().read(0, &mut bytes));
    bytes
}

#[test]
fn the_disk_goes_back_and_forth_with_the_rest() {
    let mut timeline = timeline(1_000, 1 << 20);
    assert_eq!(sectors(&timeline), [0; DISK_LEN as usize]);
    timeline.run(20_000, &mut Unwatched);
    let (early, digest) = (sectors(&timeline), timeline.machine().digest());
    timeline.run(60_000, &mut Unwatched);
    let late = sectors(&timeline);
    assert_ne!(early, late);
    timeline.seek(20_000);
    assert_eq!((sectors(&timeline) == early, timeline.machine().digest()), (true, digest));
    timeline.seek(0);
    assert_eq!(sectors(&timeline), [0; DISK_LEN as usize]);
    timeline.seek(60_000);
    assert!(sectors(&timeline) == late);
}

#[test]
fn input_in_the_past_begins_another_history() {
    let mut timeline = timeline(1_000, 1 << 20);
    timeline.run(5_000, &mut Unwatched);
    timeline.input(b"a");
    timeline.run(20_000, &mut Unwatched);
    timeline.seek(10_000);
    timeline.input(b"b");
    assert_eq!((timeline.at(), timeline.end(), timeline.log().len()), (10_000, 10_000, 2));
    timeline.run(20_000, &mut Unwatched);
    let once = timeline.machine().digest();
    assert_eq!(timeline.output_until(u64::MAX), b"ab");
    let mut straight = guest();
    for (at, bytes) in [(5_000, "a"), (10_000, "b"), (20_000, "")] {
        straight.run(at, &mut Unwatched);
        straight.input(bytes.as_bytes());
    }
    assert_eq!(once, straight.digest());
}

#[test]
fn a_replay_shows_the_crossings_of_its_range() {
    let mut timeline = timeline(1_000, 1 << 20);
    timeline.run(30_000, &mut Unwatched);
    let mut seen = Vec::new();
    timeline.replay(10_000..20_000, &mut Crossings, |machine, crossing| {
        assert_eq!(machine.at, crossing.at);
        seen.push(crossing.at);
        ControlFlow::Continue(())
    });
    assert_eq!(timeline.at(), 20_000);
    assert!(seen.len() > 20 && seen.iter().all(|at| (10_001..=20_000).contains(at)), "{seen:?}");
    timeline.replay(0..30_000, &mut Crossings, |_, crossing| {
        if crossing.at >= seen[3] { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(timeline.at(), seen[3]);
}

/// Where a bare machine, run from the start to `end` without a stop for anything else, has just written to the cell at `pa`.
fn written(pa: u64, end: u64) -> Vec<u64> {
    let (mut machine, mut found) = (guest(), Vec::new());
    machine.watch(Some(pa));
    while machine.run(end, &mut Writes) == Stop::Wrote {
        found.push(machine.at);
    }
    found
}

#[test]
fn the_writes_to_a_cell_are_found_in_both_directions() {
    const END: u64 = 60_000;
    for budget in [0, 64 << 20] {
        let mut timeline = timeline(1_000, budget);
        timeline.run(END, &mut Unwatched);
        let digest = timeline.machine().digest();
        // Cells all over the data; the first ones of some pages are written by the disk too.
        let mut n_found = 0;
        for pa in (0x8010_0000..0x8014_0000).step_by(0x1000 - 8) {
            let expected = written(pa, END);
            n_found += expected.len();
            let (mut forwards, mut at) = (Vec::new(), 0);
            while let Some(found) = timeline.first_write(pa, at..END) {
                forwards.push(found);
                at = found;
            }
            assert_eq!(forwards, expected, "{pa:#x}");
            let (mut backwards, mut at) = (Vec::new(), END);
            while let Some(found) = timeline.last_write(pa, 0..at) {
                backwards.push(found);
                at = found - 1;
            }
            backwards.reverse();
            assert_eq!(backwards, expected, "{pa:#x}");
        }
        assert!(n_found > 20, "{n_found} writes");
        assert_eq!(timeline.first_write(0x1000_0000, 0..END), None, "a device is no cell");
        timeline.seek(END);
        assert_eq!(timeline.machine().digest(), digest);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_walk_finds_the_digests_of_the_first_pass(
        mut stops in prop::collection::btree_set(1u64..120_000, 40..80),
        inputs in prop::collection::vec((any::<prop::sample::Index>(), "[a-z]{1,40}"), 0..8),
        walk in prop::collection::vec((any::<prop::sample::Index>(), 0u64..3), 200),
        interval in 300u64..6_000,
        budget in prop::sample::select(vec![0usize, 600_000, 4 << 20, 64 << 20]),
        forked in any::<prop::sample::Index>(),
    ) {
        stops.insert(120_000);
        let stops: Vec<u64> = stops.into_iter().collect();
        let mut timeline = timeline(interval, budget);
        let digests = record(&mut timeline, &stops, &given(&stops, &inputs));
        let output = timeline.output_until(u64::MAX).to_vec();
        for (index, ahead) in &walk {
            let at = *index.get(&stops);
            // Not always straight to it: sometimes to shortly before, and then by running.
            timeline.seek(at.saturating_sub(*ahead * 777));
            timeline.run(at, &mut Unwatched);
            prop_assert_eq!(timeline.at(), at);
            prop_assert_eq!(timeline.machine().digest(), digests[&at], "at {}", at);
        }
        prop_assert_eq!(timeline.output_until(u64::MAX), &output[..]);
        // Another history from somewhere in the past holds as well.
        let fork = *forked.get(&stops);
        timeline.seek(fork);
        timeline.input(b"fork");
        let later: Vec<u64> = stops.iter().copied().filter(|stop| *stop > fork).collect();
        let digests = record(&mut timeline, &later, &BTreeMap::new());
        for (index, _) in walk.iter().filter(|_| !later.is_empty()).take(50) {
            let at = *index.get(&later);
            timeline.seek(at);
            prop_assert_eq!(timeline.machine().digest(), digests[&at], "forked at {}, at {}", fork, at);
        }
    }

    #[test]
    fn a_future_that_was_set_aside_comes_back_whole(
        mut stops in prop::collection::btree_set(1u64..120_000, 30..60),
        inputs in prop::collection::vec((any::<prop::sample::Index>(), "[a-z]{1,40}"), 0..8),
        walk in prop::collection::vec(any::<prop::sample::Index>(), 40),
        interval in 300u64..6_000,
        budget in prop::sample::select(vec![0usize, 600_000, 4 << 20, 64 << 20]),
        forks in prop::collection::vec((any::<prop::sample::Index>(), 0u64..60_000), 1..4),
        value in any::<u64>(),
    ) {
        stops.insert(120_000);
        let stops: Vec<u64> = stops.into_iter().collect();
        let mut timeline = timeline(interval, budget);
        let digests = record(&mut timeline, &stops, &given(&stops, &inputs));
        let (log, output) = (timeline.log().to_vec(), timeline.output_until(u64::MAX).to_vec());
        let mut futures = Vec::new();
        // Each branch begins somewhere on the one before.
        for (index, len) in &forks {
            let at = (*index.get(&stops)).min(timeline.end());
            timeline.seek(at);
            let before = timeline.machine().digest();
            futures.push((at, timeline.set_aside(), before));
            prop_assert!(timeline.edit(Edit::Word(board::RAM_BASE + (1 << 20), value)));
            prop_assert!(timeline.edit(Edit::Register(18, value)));
            timeline.run(at + len, &mut Unwatched);
            timeline.input(b"branch");
            timeline.run(at + len + 5_000, &mut Unwatched);
            let end = timeline.machine().digest();
            timeline.seek(at);
            prop_assert_eq!(timeline.machine().hart.x[18], value);
            timeline.seek(u64::MAX);
            prop_assert_eq!(timeline.machine().digest(), end);
        }
        while let Some((at, future, before)) = futures.pop() {
            timeline.take_back(future);
            prop_assert_eq!((timeline.at(), timeline.machine().digest()), (at, before));
        }
        prop_assert_eq!(timeline.log(), &log[..]);
        prop_assert_eq!(timeline.output_until(u64::MAX), &output[..]);
        for index in &walk {
            let at = *index.get(&stops);
            timeline.seek(at);
            prop_assert_eq!(timeline.machine().digest(), digests[&at], "at {}", at);
        }
        // What was set aside is not counted any more.
        let (n_checkpoints, bytes) = timeline.memory();
        prop_assert!(n_checkpoints < 500 && bytes < 80 << 20, "{} {}", n_checkpoints, bytes);
    }
}
