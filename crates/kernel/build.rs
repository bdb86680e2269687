//! Gives the linker script to the kernel's binary when it is built for the guest.

fn main() {
    println!("cargo:rerun-if-changed=kernel.ld");
    let arch = std::env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    if arch == "riscv64" {
        let folder = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
        println!("cargo:rustc-link-arg-bins=-T{folder}/kernel.ld");
        // Labels that the assembler made up for itself: three in four symbols.
        println!("cargo:rustc-link-arg-bins=--discard-locals");
    }
}
