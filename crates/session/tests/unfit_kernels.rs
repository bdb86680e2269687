//! Kernels that a person brings: what cannot be one is said, and no rubbish makes anything panic, here or in the machine.

use guest_images::{DEBUG, INITRD, KERNEL};
use proptest::prelude::*;
use session::{Command, ELF_READER, Images, MAX_KERNEL_LEN, OwnKernel, Session, Unfit, Way};

/// The beginning of RAM.
const RAM: u64 = 0x8000_0000;
/// Where the header of the good kernel has its numbers.
const ENTRY: usize = 24;
const VA: usize = 64 + 16;
const PA: usize = 64 + 24;
const MEMORY: usize = 64 + 40;

/// The smallest kernel: one segment with its header, and a jump to itself.
fn good() -> Vec<u8> {
    let mut bytes = b"\x7fELF\x02\x01\x01".to_vec();
    bytes.resize(16, 0);
    bytes.extend([2, 243, 1, 0].map(u16::to_le_bytes).concat());
    bytes.extend([RAM + 120, 64, 0].map(u64::to_le_bytes).concat());
    bytes.extend([0, 0, 64, 56, 1, 64, 0, 0].map(u16::to_le_bytes).concat());
    bytes.extend([1, 0, 5, 0].map(u16::to_le_bytes).concat());
    bytes.extend([0, RAM, RAM, 124, 124, 4096].map(u64::to_le_bytes).concat());
    bytes.extend([0x6f, 0, 0, 0]);
    bytes
}

fn with(at: usize, value: u64) -> Vec<u8> {
    let mut kernel = good();
    kernel[at..at + 8].copy_from_slice(&value.to_le_bytes());
    kernel
}

#[track_caller]
fn check(bytes: &[u8], sentence: &str) {
    let reason = OwnKernel::read("it", bytes).expect_err("it cannot be started");
    assert_eq!(reason.to_string(), sentence);
}

/// The built-in images, but for the kernel.
fn images(kernel: &OwnKernel) -> Images<'_> {
    let (initrd, debug, elf) = (INITRD, DEBUG, Some(ELF_READER));
    Images { kernel: kernel.bytes(), initrd, debug, elf, sources: &[], bootargs: "" }
}

/// Starts it and looks at it, for a while.
fn runs(kernel: &OwnKernel) {
    let images = images(kernel);
    let Ok(session) = Session::new(images) else { return };
    let mut session = session.with_own_kernel(kernel);
    session.work(20_000);
    session.command(Command::Type("x\n".into()));
    session.work(20_000);
    session.command(Command::Pause);
    session.scene();
    for level in session::Level::ALL {
        session.command(Command::Step(level, Way::Back));
        session.work(100_000);
        session.command(Command::Step(level, Way::Forward));
        session.work(100_000);
        session.scene();
    }
    session.command(Command::Seek(0));
    session.scene();
}

#[test]
fn a_kernel_is_known_by_where_it_lies() {
    assert!(OwnKernel::is_one(&good()) && OwnKernel::is_one(KERNEL));
    assert!(!OwnKernel::is_one(b"") && !OwnKernel::is_one(b"text") && !OwnKernel::is_one(&KERNEL[..4096]));
    let program = with(PA, 0x1_0000);
    assert!(!OwnKernel::is_one(&program), "a program lies below RAM");
    runs(&OwnKernel::read("it", &good()).unwrap());
}

#[test]
fn a_kernel_that_does_not_fit_is_said_so() {
    let outside = |len: u64, pa: u64| {
        format!(
            "it wants {} bytes at {pa:#x}, but the memory for a kernel goes from 0x80000000 to 0x86000000: link it \
             for 0x80000000, as for QEMU with `-machine virt -bios none`",
            texts::thousands(len)
        )
    };
    check(&with(PA, 0x1000), &outside(124, 0x1000));
    check(&with(PA, u64::MAX), &outside(124, u64::MAX));
    check(&with(VA, u64::MAX), &outside(124, RAM));
    check(&with(MEMORY, 96 << 20 | 1), &outside(96 << 20 | 1, RAM));
    check(&with(ENTRY, 0x1000), "it starts at 0x1000, where it has no code");
    check(&with(MEMORY, 8), "its tables are damaged: a segment is longer in the file than in memory");
    check(&with(MEMORY, 0), "it has no segment to load, so there is nothing to execute");
    assert_eq!(
        OwnKernel::read("it", &vec![0; MAX_KERNEL_LEN + 1]),
        Err(Unfit::TooLong { len: MAX_KERNEL_LEN as u64 + 1, most: MAX_KERNEL_LEN })
    );
}

#[test]
fn a_kernel_as_large_as_may_be_still_has_its_initial_file_system() {
    let kernel = OwnKernel::read("it", &with(MEMORY, 96 << 20)).unwrap();
    let images = images(&kernel);
    assert!(Session::new(images).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is let in starts, whatever comes of it.
    #[test]
    fn mutated_kernels_are_refused_or_run(edits in proptest::collection::vec((0usize..124, 0u8..), 1..5)) {
        let mut bytes = good();
        for (at, byte) in edits {
            bytes[at] = byte;
        }
        if let Ok(kernel) = OwnKernel::read("it", &bytes) {
            runs(&kernel);
        }
    }

    /// Random instructions in place of the jump.
    #[test]
    fn random_code_runs(code in proptest::collection::vec(0u8.., 4..400)) {
        let mut bytes = good();
        bytes.truncate(120);
        bytes.extend(&code);
        let len = bytes.len() as u64;
        for at in [MEMORY - 8, MEMORY] {
            bytes[at..at + 8].copy_from_slice(&len.to_le_bytes());
        }
        runs(&OwnKernel::read("it", &bytes).unwrap());
    }

    /// The built-in kernel, with bytes changed anywhere.
    #[test]
    fn a_damaged_kernel_is_refused_or_runs(edits in proptest::collection::vec((0usize..KERNEL.len(), 0u8..), 1..20)) {
        let mut bytes = KERNEL.to_vec();
        for (at, byte) in edits {
            bytes[at] = byte;
        }
        if let Ok(kernel) = OwnKernel::read("it", &bytes) {
            runs(&kernel);
        }
    }
}
