// Stands in for @vscode/native-watchdog, whose compiled part is not on npm: the server is ended by its process group.
exports.start = () => {};
