use oracle::{Area, Oracle};
#[test]
fn probe() {
    let n = |name: &str, d: u64| std::env::var(name).map_or(d, |n| n.parse().unwrap());
    let (start, len, step) = (n("S", 0), n("N", 50), n("STEP", 50));
    for area in Area::ALL {
        if std::env::var("AREA").is_ok_and(|a| a != area.name()) {
            continue;
        }
        let mut all = oracle::Counts::default();
        for s in (start..start + len).step_by(step as usize) {
            match oracle::check(*area, s..s + step, Oracle::Spike) {
                Ok(counts) => all.add(&counts),
                Err(failure) => println!("FAIL {failure}"),
            }
        }
        println!("{area}: {all}");
    }
}
