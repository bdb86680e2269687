//! The images run on a machine that nobody here wrote: QEMU's `virt` board. Each test types a line, waits for the next
//! prompt, and compares what came between.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

/// Far more than any line takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running machine and its terminal.
struct Machine {
    qemu: Child,
    keyboard: ChildStdin,
    screen: Receiver<Vec<u8>>,
}

impl Machine {
    /// Starts the machine and waits for the first prompt.
    fn boot(test: &str) -> Machine {
        let folder = env::temp_dir().join(format!("ringside-{}-{test}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (kernel, initrd) = (folder.join("kernel.elf"), folder.join("initrd.cpio"));
        fs::write(&kernel, guest_images::KERNEL).unwrap();
        fs::write(&initrd, guest_images::INITRD).unwrap();
        let mut qemu = Command::new("qemu-system-riscv64")
            .args(["-M", "virt", "-cpu", "rv64,sstc=true", "-m", "128M", "-bios", "none", "-nographic"])
            .arg("-kernel")
            .arg(&kernel)
            .arg("-initrd")
            .arg(&initrd)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("qemu-system-riscv64 is not on the PATH: install Debian's qemu-system-misc");
        let keyboard = qemu.stdin.take().unwrap();
        let mut stdout = qemu.stdout.take().unwrap();
        let (sender, screen) = channel();
        thread::spawn(move || {
            let mut buf = [0; 4096];
            while let Ok(n @ 1..) = stdout.read(&mut buf) {
                if sender.send(buf[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        let mut machine = Machine { qemu, keyboard, screen };
        machine.wait_for("# ");
        // QEMU has read both files when the kernel runs.
        fs::remove_dir_all(&folder).unwrap();
        machine
    }

    /// Presses keys.
    fn keys(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// What the screen shows until it ends with `end`.
    #[track_caller]
    fn wait_for(&mut self, end: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut shown = Vec::new();
        loop {
            let text = String::from_utf8_lossy(&shown).replace("\r\n", "\n");
            if text.ends_with(end) {
                return text;
            }
            match self.screen.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(bytes) => shown.extend(bytes),
                Err(_) => panic!("waited for {end:?} and saw:\n{text}"),
            }
        }
    }

    /// Types a line and compares what is shown for it, up to the next prompt.
    #[track_caller]
    fn check(&mut self, line: &str, shown: &str) {
        self.keys(&format!("{line}\n"));
        let text = self.wait_for(" # ");
        let text = text.strip_prefix(line).unwrap_or(&text).trim_start_matches('\n');
        let (output, _prompt) =
            text.rsplit_once('\n').map_or(("", text), |(output, prompt)| (output, prompt));
        assert_eq!(output, shown.trim_end(), "\n{line}");
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = self.qemu.kill();
        let _ = self.qemu.wait();
    }
}

#[test]
fn files_and_directories_come_and_go() {
    let mut machine = Machine::boot("files");
    machine.check("ls", "bin  demo  dev  etc  home  proc  tmp");
    machine.check(
        "ls -l /home",
        "drwxr-xr-x 2 root root   0 2026-01-01 00:00 ada
-rw-r--r-- 1 root root 702 2026-01-01 00:00 notes.txt
-rw-r--r-- 1 root root 117 2026-01-01 00:00 todo.txt",
    );
    machine.check("cat /etc/hostname", "ringside");
    machine.check("cat /home/ada/numbers.txt", "1\n1\n2\n3\n5\n8\n13");
    machine.check("echo hi > /tmp/x", "");
    machine.check("cat /tmp/x", "hi");
    machine.check("echo again >> /tmp/x", "");
    machine.check("cat < /tmp/x", "hi\nagain");
    machine.check("mkdir -p /tmp/a/b", "");
    machine.check("cd /tmp/a", "");
    machine.check("ls -a", ".  ..  b");
    machine.check("cd ..", "");
    machine.check("rm a", "rm: a: Is a directory");
    machine.check("rm -r a", "");
    machine.check("ls", "x");
    machine.check("rm x x", "rm: x: No such file or directory");
    machine.check("cd", "");
    machine.check("ls /dev/[nz]*", "/dev/null  /dev/zero");
    machine.check("echo nobody reads this > /dev/null", "");
    machine.check("cat /dev/null", "");
}

#[test]
fn the_shell_says_what_went_wrong() {
    let mut machine = Machine::boot("shell");
    machine.check("nonsense", "sh: nonsense: not found");
    machine.check("ls /nothing", "ls: /nothing: No such file or directory");
    machine.check("cat /home", "cat: /home: Is a directory");
    machine.check("cd /etc/motd", "cd: /etc/motd: Not a directory");
    machine.check("/etc/motd", "sh: /etc/motd: Permission denied");
    machine.check("echo 'a", "sh: a quote is not closed");
    machine.check("sh -c 'echo \"a  b\"  c'", "a  b c");
    machine.check("exit", "init: the shell has ended; here is another one");
}

#[test]
fn a_program_that_breaks_the_rules_ends_alone() {
    let mut machine = Machine::boot("rules");
    machine.keys("crash\n");
    let shown = machine.wait_for(" # ");
    assert!(shown.contains("(crash) killed: load page fault at 0xffffffff80000000, pc 0x1"), "{shown}");
    assert!(shown.contains("crash: killed by signal 11 (SIGSEGV)"), "{shown}");
    machine.keys("privileged\n");
    let shown = machine.wait_for(" # ");
    assert!(shown.contains("(privileged) killed: illegal instruction"), "{shown}");
    machine.keys("overflow\n");
    let shown = machine.wait_for(" # ");
    assert!(shown.contains("(overflow) killed: store page fault at 0x3f"), "{shown}");
    machine.check("badptr", "badptr: write from the kernel's memory: Bad address");
    machine.check("echo still here", "still here");
}

#[test]
fn processes_share_the_hart_and_are_waited_for() {
    let mut machine = Machine::boot("processes");
    machine.keys("twins\n");
    let shown = machine.wait_for(" # ");
    for name in ["parent", "child"] {
        let rounds: Vec<&str> =
            shown.lines().filter_map(|line| line.strip_prefix(&format!("{name}: "))).collect();
        assert_eq!(rounds, ["1", "2", "3", "4", "5"], "{shown}");
    }
    // The shell waits for the parent only, so its prompt may come before the child speaks.
    machine.keys("orphan\n");
    let adopted = "orphan: my parent is process 1 now\n";
    if !machine.wait_for(" # ").contains(adopted) {
        machine.wait_for(adopted);
    }
    machine.keys("sh\n");
    machine.wait_for(" # ");
    machine.keys("loop\n");
    machine.wait_for("loop\n");
    thread::sleep(Duration::from_millis(200));
    machine.keys("\u{3}");
    assert_eq!(
        machine.wait_for(" # "),
        "^C\nloop: killed by signal 2 (SIGINT)\n/ # ",
        "only the innermost ends"
    );
    machine.check("exit 3", "");
}

#[test]
fn keys_edit_the_line_and_end_a_program() {
    let mut machine = Machine::boot("keys");
    machine.keys("loop\n");
    machine.wait_for("loop\n");
    thread::sleep(Duration::from_millis(200));
    machine.keys("\u{3}");
    assert_eq!(machine.wait_for(" # "), "^C\nloop: killed by signal 2 (SIGINT)\n/ # ");
    machine.keys("echo ab\u{7f}c\u{8}d\n");
    assert!(machine.wait_for(" # ").contains("\nad\n"));
    // Ctrl-A would be for QEMU.
    machine.keys("cho ö\u{1b}[D\u{1b}[He\u{5}x\n");
    assert!(machine.wait_for(" # ").ends_with("\nöx\n/ # "));
    machine.keys("\u{1b}[A y\n");
    assert!(machine.wait_for(" # ").ends_with("\nöx y\n/ # "));
    machine.keys("cat /ho\tno\t | head -n 1 | wc -l\n");
    assert!(machine.wait_for(" # ").ends_with("\n      1\n/ # "));
    machine.keys("nonsense\u{15}echo fine\n");
    assert!(machine.wait_for(" # ").ends_with("\nfine\n/ # "));
    machine.keys("cat\n");
    machine.wait_for("cat\n");
    machine.keys("typed\n\u{4}");
    assert_eq!(machine.wait_for(" # "), "typed\ntyped\n/ # ");
}
