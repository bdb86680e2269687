// The slides of the example: each goes somewhere by name, and says where the machine stands then.
const machine = document.querySelector('ringside-machine');
const said = document.getElementById('said');
for (const button of document.querySelectorAll('[data-until]')) {
  button.addEventListener('click', async () => {
    try {
      await machine.activate();
      await machine.seek(machine.markers[0]?.step ?? 0);
      const name = button.dataset.until;
      const state = name ? await machine.runUntil(name) : await machine.step('story');
      said.textContent = state.sentence;
    } catch (error) {
      said.textContent = error.message;
    }
  });
}
