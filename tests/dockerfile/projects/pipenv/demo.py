import gradio as gr

with gr.Blocks() as demo:
    gr.Markdown("hello")

if __name__ == "__main__":
    demo.launch(server_port=7000)
