import streamlit as st
from shop import total

st.write(total())
