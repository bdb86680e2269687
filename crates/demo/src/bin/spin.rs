//! Never asks for anything and never ends. The timer takes the hart from it a hundred times a second; Ctrl-C ends it.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
1:  j 1b
    "#
);
