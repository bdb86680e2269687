//! `cargo xtask run` with other people's files: what the terminal shows, and the exit status.

#[path = "../../loader/tests/common/mod.rs"]
mod files;
#[path = "../../machine/tests/common/mod.rs"]
mod machines;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use files::elf;
use machines::{BASE, assemble};

/// Files of one test, gone at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("ringside-boot-{}-{test}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// `cargo xtask run` with these options, and this typed.
fn run(options: &[(&str, &Path)], keys: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("run").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for (option, path) in options {
        command.arg(option).arg(path);
    }
    let mut child = command.spawn().unwrap();
    // Who is refused does not read.
    let _ = child.stdin.take().unwrap().write_all(keys);
    child.wait_with_output().unwrap()
}

/// What it says, and its exit status.
#[track_caller]
fn check(options: &[(&str, &Path)], keys: &str, said: &str, status: i32) {
    let output = run(options, keys.as_bytes());
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert_eq!((&*text, output.status.code()), (said, Some(status)));
}

#[test]
fn the_terminal_is_the_uart_and_the_status_is_the_finishers() {
    let folder = Folder::new("uart");
    // Sends on what it receives, one more each, until `x`; then it fails with 7.
    let echo = "li s0, 0x10000000 \n li s1, 120 \n li s2, 0x100000
        next: \n lbu t0, 5(s0) \n andi t0, t0, 1 \n beq t0, zero, next
        lbu t0, 0(s0) \n beq t0, s1, end \n addi t0, t0, 1 \n sb t0, 0(s0) \n j next
        end: \n li t0, 0x73333 \n sw t0, 0(s2) \n wfi";
    let kernel = folder.file("echo.bin", &assemble(echo));
    check(&[("--kernel", &kernel)], "HAL, abcdefghijklmnopqrstuvw x", "IBM-!bcdefghijklmnopqrstuvwx!", 7);
    let pass = folder.file("pass.bin", &assemble("li s2, 0x100000 \n li t0, 0x5555 \n sw t0, 0(s2) \n wfi"));
    check(&[("--kernel", &pass)], "", "", 0);
    let wait = folder.file("wait.bin", &assemble("wfi"));
    check(&[("--kernel", &wait)], "", "The machine waits for input, and there is no more.\n", 1);
}

#[test]
fn a_test_program_tells_by_tohost() {
    let folder = Folder::new("tohost");
    let tohost = BASE + 0x1000;
    let program = |word: u64| {
        let code = assemble(&format!("li t0, {tohost} \n li t1, {word} \n sd t1, 0(t0) \n end: \n j end"));
        elf(BASE, &[(BASE, BASE, code, 0x2000)], &[("tohost", tohost)])
    };
    let check = |word: u64, said: &str, status: i32| {
        check(&[("--kernel", &folder.file("program.elf", &program(word)))], "", said, status);
    };
    check(1, "", 0);
    check(5 << 1 | 1, "", 5);
    check(256 << 1 | 1, "", 1);
    check(0x8000_2000, "The program wrote 0x80002000 to `tohost`, which asks for nothing known.\n", 1);
    let hello = "next: \n lbu t1, 0(s1) \n beq t1, zero, end \n or t1, t1, s2 \n sd t1, 0(s0)
        wait: \n ld t1, 0(s0) \n bne t1, zero, wait \n addi s1, s1, 1 \n j next
        end: \n li t1, 1 \n sd t1, 0(s0) \n loop: \n j loop \n text: \n .dword 0x216f6c6c6548 \n";
    let start = format!("li s0, {tohost} \n la s1, text \n li s2, 0x0101000000000000 \n {hello}");
    let hello = elf(BASE, &[(BASE, BASE, assemble(&start), 0x2000)], &[("tohost", tohost)]);
    self::check(&[("--kernel", &folder.file("hello.elf", &hello))], "", "Hello!", 0);
}

#[test]
fn a_reset_starts_again_with_the_disk_as_it_was_left() {
    let folder = Folder::new("reset");
    // Reads the first sector, sends its first byte, writes it back one higher, and resets; from `d` on it powers off.
    let mut image = assemble(
        "
        li s0, 0x10001000
        li s1, 0x10000000
        li s2, 0x80001000
        li t0, 4096
        sw t0, 40(s0)
        sw t0, 60(s0)
        li t0, 8
        sw t0, 56(s0)
        li t0, 0x80001
        sw t0, 64(s0)
        li t0, 0x10000
        sw t0, 128(s2)
        sw zero, 80(s0)
        li t1, 0x80003020
        lbu t0, 0(t1)
        sb t0, 0(s1)
        li t2, 100
        li s3, 0x100000
        beq t0, t2, off
        addi t0, t0, 1
        sb t0, 0(t1)
        li t2, 0x80003000
        li t3, 1
        sd t3, 0(t2)
        sh t3, 28(s2)
        li t0, 0x20000
        sw t0, 128(s2)
        sw zero, 80(s0)
        li t0, 0x7777
        sw t0, 0(s3)
        off:
        li t0, 0x5555
        sw t0, 0(s3)
        wfi",
    );
    image.resize(0x1000, 0);
    let descriptors =
        [0x8000_3000, 16 | 1 << 32 | 1 << 48, 0x8000_3020, 512 | 3 << 32 | 2 << 48, 0x8000_3300];
    image.extend(descriptors.map(u64::to_le_bytes).concat());
    image.extend((1u64 | 2 << 32).to_le_bytes());
    let (kernel, disk) = (folder.file("kernel.bin", &image), folder.file("disk.img", b"abc"));
    check(&[("--kernel", &kernel), ("--disk", &disk)], "", "abcd", 0);
    assert_eq!(fs::read(&disk).unwrap(), b"abc", "the file itself stays as it is");
}

/// OpenSBI and U-Boot; asked for once, as two cannot install something at a time.
static FIRMWARE: LazyLock<[PathBuf; 2]> = LazyLock::new(|| xtask::tools::ensure_firmware().unwrap());

/// What the terminal shows of a run that ends well, without the carriage returns.
#[track_caller]
fn shown(options: &[(&str, &Path)], keys: &str) -> String {
    let output = run(options, keys.as_bytes());
    let text = String::from_utf8_lossy(&output.stdout).replace('\r', "");
    assert_eq!(output.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[test]
fn opensbi_starts_and_starts_a_kernel() {
    let folder = Folder::new("opensbi");
    let [opensbi, _] = &*FIRMWARE;
    // A supervisor that says so and shuts down. RISC-V SBI Specification 1.0.0, "Console Putchar", "System Reset Extension".
    let kernel = "li a7, 1 \n li a0, 83 \n ecall \n li a0, 10 \n ecall
        li a7, 0x53525354 \n li a6, 0 \n li a0, 0 \n li a1, 0 \n ecall \n wfi";
    let kernel = folder.file("kernel.bin", &assemble(kernel));
    for (name, tree) in [("fw_dynamic.bin", "0x0000000087e00000"), ("fw_jump.elf", "0x0000000082200000")] {
        let text = shown(&[("--firmware", &opensbi.with_file_name(name)), ("--kernel", &kernel)], "");
        assert!(text.starts_with("\nOpenSBI v"), "{text}");
        for line in [
            "Platform Name             : riscv-virtio,qemu",
            "Platform Shutdown Device  : sifive_test",
            "Domain0 Next Address      : 0x0000000080200000",
            &format!("Domain0 Next Arg1         : {tree}"),
            "Domain0 Next Mode         : S-mode",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        assert!(text.ends_with("\nS\n"), "{text}");
    }
}

#[test]
fn uboot_reads_and_writes_the_disk_in_both_layouts() {
    let folder = Folder::new("uboot");
    let [opensbi, uboot] = &*FIRMWARE;
    let disk: Vec<u8> =
        (0..100).flat_map(|sector| format!("sector {sector:05}\0\0\0\0").repeat(32).into_bytes()).collect();
    let disk = folder.file("disk.img", &disk);
    // It takes keys to begin with, and one now and then to see whether it is Ctrl-C: spaces are not missed.
    let lines = [
        "virtio read 0x84000000 5 1",
        "md.b 0x84000000 10",
        "virtio write 0x84000000 7 1",
        "virtio read 0x84001000 6 2",
        "md.b 0x84001000 10",
        "md.b 0x84001200 10",
        "poweroff",
    ];
    let keys: String = lines.iter().map(|line| format!("      {line}\n")).collect();
    for layout in ["legacy", "modern"] {
        let options: &[(&str, &Path)] =
            &[("--firmware", opensbi), ("--kernel", uboot), ("--disk", &disk), ("--virtio", layout.as_ref())];
        let text = shown(options, &format!("{:200}\n{keys}", ""));
        assert!(text.contains("\nDRAM:  128 MiB\n"), "{text}");
        let dumps: Vec<&str> = text.lines().filter(|line| line.starts_with("84001")).collect();
        let sector = |line: &str, number: &str| line.ends_with(&format!("sector {number}...."));
        assert!(
            matches!(dumps[..], [six, seven] if sector(six, "00006") && sector(seven, "00005")),
            "{text}"
        );
    }
}

#[test]
fn a_bad_file_is_refused_in_a_sentence() {
    let folder = Folder::new("bad");
    let code = assemble("wfi");
    let good = elf(BASE, &[(BASE, BASE, code.clone(), 64)], &[]);
    let refused = |bytes: &[u8], sentence: &str| {
        let file = folder.file("bad.elf", bytes);
        check(&[("--kernel", &file)], "", &format!("This cannot be booted: {sentence}\n"), 1);
    };
    refused(b"", "the kernel cannot be loaded: the file is empty");
    refused(
        &good[..90],
        "the kernel cannot be loaded: the ELF file is damaged: Invalid ELF program header size or alignment",
    );
    let other =
        "the kernel cannot be loaded: the file is not for a 64-bit little-endian RISC-V machine: it is";
    let mut changed = good.clone();
    changed[4] = 1;
    refused(&changed, &format!("{other} a 32-bit file"));
    (changed[4], changed[18]) = (2, 62);
    refused(&changed, &format!("{other} for another processor"));
    let overlap = elf(BASE, &[(BASE, BASE, code.clone(), 64), (BASE + 8, BASE + 8, code.clone(), 64)], &[]);
    refused(&overlap, "a segment of the kernel begins at 0x80000008, where another one still lies");
    let huge = elf(BASE, &[(BASE, BASE, code, 1 << 40)], &[]);
    refused(
        &huge,
        "the kernel does not fit: it wants 1099511627776 bytes at 0x80000000, RAM has 134217728 at 0x80000000",
    );
}

#[test]
fn a_gibibyte_of_zeros_is_not_even_read() {
    let folder = Folder::new("zeros");
    let zeros = folder.file("zeros", b"");
    File::options().write(true).open(&zeros).unwrap().set_len(1 << 30).unwrap();
    let sentence =
        format!("{} cannot be read: it has 1073741824 bytes, and 268435456 are the most.\n", zeros.display());
    check(&[("--kernel", &zeros)], "", &sentence, 1);
    let kernel =
        folder.file("kernel.bin", &assemble("li s2, 0x100000 \n li t0, 0x5555 \n sw t0, 0(s2) \n wfi"));
    check(&[("--kernel", &kernel), ("--initrd", &zeros)], "", &sentence, 1);
    // As a disk it is welcome, and costs nothing.
    check(&[("--kernel", &kernel), ("--disk", &zeros)], "", "", 0);
    let missing = folder.0.join("missing");
    let output = run(&[("--kernel", &missing)], b"");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.starts_with(&format!("{} cannot be read: ", missing.display())), "{said}");
}
