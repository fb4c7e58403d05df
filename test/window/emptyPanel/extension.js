const vscode = require('vscode');

/** A lens that opens a panel with nothing but a heading: how long the editor itself takes for one. */
exports.activate = () => {
  const range = new vscode.Range(0, 0, 0, 1);
  const provideCodeLenses = () => [new vscode.CodeLens(range, { title: 'Open', command: 'emptyPanel.open' })];
  vscode.languages.registerCodeLensProvider({ language: 'sql' }, { provideCodeLenses });
  vscode.commands.registerCommand('emptyPanel.open', () => {
    const panel = vscode.window.createWebviewPanel('emptyPanel', 'Empty', vscode.ViewColumn.Beside, { enableScripts: true });
    panel.webview.html = '<!DOCTYPE html><html lang="en"><body><h1>Empty</h1></body></html>';
  });
};
