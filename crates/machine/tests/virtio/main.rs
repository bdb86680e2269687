//! The block device, driven by machine code: the same driver gets the same answers from QEMU's, and rubbish gets none.

#[path = "../common/mod.rs"]
mod common;
mod driver;

use board::VIRTIO;
use board::virtio::*;
use common::{BASE, assemble};
use driver::*;
use machine::{Exit, Layout, Stop, Unwatched};
use proptest::prelude::*;

/// The reads of [`session`] that must fail, by their entries in the used ring.
const FAILED_READS: [usize; 3] = [6, 7, 8];

/// Reads, writes, asks for what is not there and for what nobody does, with buffers cut in several ways.
fn session(layout: Layout) -> Driver {
    let mut driver = Driver::new(layout);
    let data = BUFFERS + 0x800;
    let text: Vec<u8> = (0..1024).map(|i| (i * 7) as u8).collect();
    driver.put(data, &text);
    // Two sectors out, then three in from there, the data in uneven pieces.
    let out = driver.header(OUT, 5);
    driver.chain(0, &[(out, 16, 0), (data, 1000, 0), (data + 1000, 24, 0), (out + 16, 1, WRITE)]);
    driver.request(0);
    let into = driver.header(IN, 4);
    let [start, rest] = [data + 0x800, data + 0x900];
    driver.chain(4, &[(into, 16, 0), (start, 1, WRITE), (rest, 1535, WRITE), (into + 16, 1, WRITE)]);
    driver.request(4);
    driver.request(4);
    // The last sector, by a table of descriptors elsewhere.
    let last = driver.header(IN, 99);
    let table = BUFFERS + 0x600;
    driver.descriptor(table, last, 16, NEXT, 1);
    driver.descriptor(table + 16, data + 0x1000, 512, WRITE | NEXT, 2);
    driver.descriptor(table + 32, last + 16, 1, WRITE, 0);
    driver.chain(8, &[(table, 48, INDIRECT)]);
    driver.request(8);
    let name = driver.header(GET_ID, 0);
    driver.chain(9, &[(name, 16, 0), (data + 0x1200, 20, WRITE), (name + 16, 1, WRITE)]);
    driver.request(9);
    // What has no data, and what must fail: behind the end, half a sector, a kind that nobody knows.
    for (kind, sector, len) in [(FLUSH, 0, 0), (IN, 99, 1024), (IN, 1 << 60, 512), (IN, 0, 100), (77, 0, 0)] {
        let header = driver.header(kind, sector);
        let answer = (data + 0x1300, len, WRITE);
        let buffers = [(header, 16, 0), answer, (header + 16, 1, WRITE)];
        let buffers: Vec<_> = buffers.into_iter().filter(|(_, len, _)| *len > 0).collect();
        driver.chain(12, &buffers);
        // The descriptors are used again: the script writes them anew.
        for pa in (QUEUE + 16 * 12..QUEUE + 16 * 15).step_by(4) {
            let word = driver.image[(pa - BASE) as usize..].first_chunk().copied().unwrap();
            driver.store(pa, u32::from_le_bytes(word) as u64);
        }
        driver.request(12);
    }
    driver
}

#[track_caller]
fn check_with_qemu(layout: Layout, test: &str) {
    let driver = session(layout);
    let ((ours, our_disk), (mut qemus, qemus_disk)) = (driver.ours(&disk()), driver.qemus(&disk(), test));
    // Of the reads that failed QEMU says that it had filled their buffers. VIRTIO 1.2, §2.7.8.2 "Device Requirements: The
    // Virtqueue Used Ring": at least as many bytes as it says must have been written, from the first on.
    for used in FAILED_READS {
        qemus[4 + 8 * used + 4..][..4].fill(0);
    }
    for (at, (ours, qemus)) in ours.iter().zip(&qemus).enumerate() {
        assert_eq!(ours, qemus, "at {:#x}", USED + at as u64);
    }
    assert_eq!((ours.len(), our_disk), (qemus.len(), qemus_disk));
}

#[test]
fn the_legacy_layout_answers_as_qemus_does() {
    check_with_qemu(Layout::Legacy, "legacy");
}

#[test]
fn the_modern_layout_answers_as_qemus_does() {
    check_with_qemu(Layout::Modern, "modern");
}

/// The driver breaks a rule in a request of a chain from descriptor 0 on: the device says so and touches nothing.
#[track_caller]
fn broken(layout: Layout, available: u64, break_rule: impl FnOnce(&mut Driver, u64)) {
    let mut driver = Driver::new(layout);
    let header = driver.header(IN, 0);
    driver.chain(0, &[(header, 16, 0), (BUFFERS + 0x800, 512, WRITE), (header + 16, 1, WRITE)]);
    break_rule(&mut driver, header);
    driver.store(AVAILABLE, available << 16);
    driver.set(QUEUE_NOTIFY, 0);
    let first = driver.n_looks;
    for register in [STATUS, INTERRUPT_STATUS] {
        driver.look(VIRTIO.base + register);
    }
    driver.set(STATUS, 0);
    driver.look(VIRTIO.base + STATUS);
    driver.look(VIRTIO.base + INTERRUPT_STATUS);
    let mut machine = driver.machine(&disk());
    assert_eq!(machine.run(2_000_000, &mut Unwatched), Stop::PowerOff(Exit::Pass));
    let words: [u32; 4] = std::array::from_fn(|look| {
        let mut word = [0; 4];
        assert!(machine.read_ram(RESULTS + 4 * (first + look as u64), &mut word));
        u32::from_le_bytes(word)
    });
    let status = u32::from(STATUS_NEEDS_RESET) | if layout == Layout::Legacy { 7 } else { 15 };
    assert_eq!(words, [status, INTERRUPT_CONFIG, 0, 0]);
    let output = machine.take_output();
    assert!(output[..4].iter().all(|byte| *byte == 0), "used: {:?}", &output[..16]);
    assert_eq!(contents(&machine), disk());
}

#[test]
fn a_broken_rule_is_answered_by_needs_reset_and_nothing_else() {
    for layout in [Layout::Legacy, Layout::Modern] {
        let descriptor = |index: u64| QUEUE + 16 * index;
        // More requests than the queue has entries; the first that does not exist.
        broken(layout, LEN + 1, |_, _| {});
        broken(layout, 1, |driver, _| driver.put(AVAILABLE + 4, &[LEN as u8]));
        // A circle, a way out of the table, a buffer outside RAM, one that ends there, one without bytes.
        broken(layout, 1, |driver, header| driver.descriptor(descriptor(1), header, 1, NEXT, 0));
        broken(layout, 1, |driver, header| driver.descriptor(descriptor(0), header, 16, NEXT, LEN));
        broken(layout, 1, |driver, _| driver.descriptor(descriptor(1), 0x1000_0000, 512, WRITE | NEXT, 2));
        broken(layout, 1, |driver, _| driver.descriptor(descriptor(1), BASE, 0xffff_ffff, WRITE | NEXT, 2));
        broken(layout, 1, |driver, _| driver.descriptor(descriptor(1), u64::MAX, 512, WRITE | NEXT, 2));
        broken(layout, 1, |driver, _| driver.descriptor(descriptor(1), BUFFERS, 0, WRITE | NEXT, 2));
        // What is read behind what is written, half a header, no place for the answer.
        broken(layout, 1, |driver, header| driver.descriptor(descriptor(2), header, 16, 0, 0));
        broken(layout, 1, |driver, header| driver.descriptor(descriptor(0), header, 8, NEXT, 1));
        broken(layout, 1, |driver, header| driver.descriptor(descriptor(0), header, 16, 0, 0));
        // A table in a table, one that goes on behind, one with half a descriptor, one outside RAM.
        broken(layout, 1, |driver, _| driver.descriptor(descriptor(0), QUEUE, 64, INDIRECT, 0));
        broken(layout, 1, |driver, _| driver.descriptor(descriptor(0), QUEUE + 16, 32, INDIRECT | NEXT, 1));
        broken(layout, 1, |driver, _| driver.descriptor(descriptor(0), QUEUE + 16, 24, INDIRECT, 0));
        broken(layout, 1, |driver, _| driver.descriptor(descriptor(0), 0, 32, INDIRECT, 0));
    }
    // The queue itself is somewhere else.
    for register in [QUEUE_DESC, QUEUE_DRIVER, QUEUE_DEVICE] {
        broken(Layout::Modern, 1, |driver, _| driver.set(register + 4, 0xffff_ffff));
    }
    broken(Layout::Legacy, 1, |driver, _| driver.set(QUEUE_PFN, 0xffff_ffff));
    broken(Layout::Legacy, 1, |driver, _| driver.set(QUEUE_ALIGN, 0x8000_0000));
}

#[test]
fn many_requests_are_served_at_one_notification() {
    let mut driver = Driver::new(Layout::Modern);
    for request in 0..5 {
        let header = driver.header(IN, request);
        let buffer = BUFFERS + 0x800 + 512 * request;
        driver.chain(3 * request, &[(header, 16, 0), (buffer, 512, WRITE), (header + 16, 1, WRITE)]);
        driver.put(AVAILABLE + 4 + 2 * request, &[3 * request as u8]);
    }
    driver.store(AVAILABLE, 5 << 16);
    driver.set(QUEUE_NOTIFY, 0);
    let mut machine = driver.machine(&disk());
    machine.run(2_000_000, &mut Unwatched);
    let output = machine.take_output();
    assert_eq!((&output[..4], &output[36..44]), (&[0, 0, 5, 0][..], &[12, 0, 0, 0, 1, 2, 0, 0][..]));
    assert_eq!(output[0x1800..0x1800 + 5 * 512], disk()[..5 * 512]);
}

#[test]
fn a_driver_that_wants_what_is_not_offered_is_refused() {
    let mut driver = Driver::new(Layout::Modern);
    for (register, value) in [(STATUS, 0), (DRIVER_FEATURES_SEL, 0), (DRIVER_FEATURES, 1 << 29), (STATUS, 11)]
    {
        driver.set(register, value);
    }
    let look = driver.n_looks;
    driver.look(VIRTIO.base + STATUS);
    let mut machine = driver.machine(&disk());
    machine.run(2_000_000, &mut Unwatched);
    let mut status = [0];
    assert!(machine.read_ram(RESULTS + 4 * look, &mut status));
    assert_eq!(status, [3]);
}

#[test]
fn what_an_instruction_was_is_forgotten_when_the_disk_is_read_over_it() {
    // Over the driver itself: wherever it is now, it comes to the end of the sector and powers off.
    let mut driver = Driver::new(Layout::Legacy);
    let header = driver.header(IN, 0);
    let end = assemble("li t0, 0x100000 \n li t1, 0x3333 \n sw t1, 0(t0) \n wfi");
    let mut disk = assemble("nop").repeat(128);
    disk[512 - end.len()..].copy_from_slice(&end);
    let next = BASE + assemble("li s0, 0x80001000 \n li s1, 0x80016000 \n li s3, 0x10000000").len() as u64;
    driver.chain(0, &[(header, 16, 0), (next, 512, WRITE), (header + 16, 1, WRITE)]);
    driver.store(AVAILABLE, 1 << 16);
    driver.set(QUEUE_NOTIFY, 0);
    assert_eq!(driver.machine(&disk).run(2_000_000, &mut Unwatched), Stop::PowerOff(Exit::Fail(0)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rubbish_in_queue_and_registers_never_stops_the_machine(
        modern in any::<bool>(),
        words in prop::collection::vec((0u64..0x380, any::<u16>()), 0..12),
        near in prop::collection::vec((0u64..32, 0u64..0x8000, 0u64..2000, 0u64..8, 0u64..20), 0..8),
        writes in prop::collection::vec((0u64..0x110, any::<u32>(), any::<bool>()), 0..12),
    ) {
        let mut driver = session(if modern { Layout::Modern } else { Layout::Legacy });
        for (half, value) in words {
            driver.put(QUEUE + 2 * half, &value.to_le_bytes());
        }
        for (index, buffer, len, flags, next) in near {
            driver.descriptor(QUEUE + 16 * index, BASE + 0x1_0000 + buffer, len, flags, next);
        }
        for (register, value, small) in writes {
            driver.set(register & !3, u64::from(if small { value % 32 } else { value }));
            driver.set(QUEUE_NOTIFY, 0);
        }
        let mut machine = driver.machine(&disk());
        let mut pieces = machine.clone();
        machine.run(100_000, &mut Unwatched);
        while pieces.at < machine.at {
            pieces.run(machine.at.min(pieces.at + 777), &mut Unwatched);
        }
        prop_assert_eq!(machine.digest(), pieces.digest());
    }
}
