//! Gives the linker script to the programs when they are built for the guest.

fn main() {
    println!("cargo:rerun-if-changed=demo.ld");
    let arch = std::env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    if arch == "riscv64" {
        let folder = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
        println!("cargo:rustc-link-arg-bins=-T{folder}/demo.ld");
        println!("cargo:rustc-link-arg-bins=--discard-locals");
    }
}
